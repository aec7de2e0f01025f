package io.slotwise.node.connection;

import io.slotwise.node.pubsub.LoopMails;
import io.slotwise.node.pubsub.PubSub;
import io.slotwise.node.tracking.KeyTracking;
import io.slotwise.sharding.slot.SlotTurns;
import io.slotwise.sharding.store.NodeStore;
import java.time.InstantSource;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;

/**
 * What every connection's executor works with.
 *
 * @param owners who serves which slot
 * @param extent how far commands reach that are not on certain keys
 * @param replicaRule whether writes have followers enough
 * @param peers how other nodes are reached; null on a node alone
 * @param loops one for each event loop, by its index
 * @param diskThreads where requests go whose values are on disk only; bounded in number, with a
 *     queue
 * @param timer for short delays; its thread must not be kept busy
 */
public record ExecutionServices(
    CommandCatalog catalog,
    RequestRoutes routes,
    Gates gates,
    ClientPause pause,
    ClientRegistry clients,
    MonitorFeed monitors,
    PubSub pubSub,
    LoopMails mails,
    OtherNodes others,
    KeyTracking tracking,
    RequestObserver observer,
    PipelineSettings pipeline,
    SlotTurns turns,
    TurnTaker turnTaker,
    ScriptServices scripts,
    SlotOwners owners,
    Extent extent,
    ReplicaRule replicaRule,
    NodeCalls nodeCalls,
    PeerLinks.Network peers,
    NodeStore store,
    LoopContext[] loops,
    Executor diskThreads,
    DiskRunners diskRunners,
    ScheduledExecutorService timer,
    InstantSource clock) {}
