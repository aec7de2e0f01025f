package io.slotwise.node.command;

import io.slotwise.node.connection.Followers;
import io.slotwise.node.connection.SlotOwners;
import io.slotwise.protocol.tls.Tls;
import io.slotwise.sharding.api.DataStore;
import java.time.InstantSource;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;

/**
 * What the commands of this package use of the node.
 *
 * @param owners who serves which slot
 * @param followers who has copies of what this node leads
 * @param nodeId 40 hexadecimal digits, the same after every restart
 * @param cluster null on a node that is in none
 * @param networkThreads for what waits for other servers
 * @param tls that other servers are spoken to with, or null
 * @param timer for commands that wait; what it runs is short
 */
public record NodeServices(
    DataStore store,
    SlotOwners owners,
    Followers followers,
    String nodeId,
    ClusterControl cluster,
    NodeControl control,
    InstantSource clock,
    Executor networkThreads,
    Tls tls,
    ScheduledExecutorService timer) {}
