package io.slotwise.node;

import io.slotwise.node.command.ClusterControl;
import io.slotwise.node.command.NodeControl;
import io.slotwise.node.connection.Followers;
import io.slotwise.node.connection.NodeCondition;
import io.slotwise.node.connection.PipelineSettings;
import io.slotwise.node.connection.SlotOwners;
import io.slotwise.node.script.LibraryShelf;
import io.slotwise.ops.config.ConfigTable;
import io.slotwise.ops.config.SharedValues;
import io.slotwise.protocol.net.EventLoops;
import io.slotwise.protocol.net.NetworkCounters;
import io.slotwise.protocol.net.NetworkLimits;
import io.slotwise.protocol.tls.Tls;
import io.slotwise.sharding.slot.SlotTurns;
import io.slotwise.sharding.store.NodeStore;
import java.util.function.IntSupplier;
import java.util.function.Supplier;

/**
 * The parts of a node that its connections and commands work with.
 *
 * @param sharedValues which parameters other nodes have too
 * @param libraries where libraries of functions are kept
 * @param nodeId 40 hexadecimal digits, the same after every restart
 * @param cluster null on a node that is in none
 * @param tls that nodes speak with each other, or null
 * @param writeObstacle why the node takes no writes at present, or null
 * @param port that clients connect to, once it is known
 */
record ServerParts(
    NodeSettings settings,
    ConfigTable config,
    SharedValues sharedValues,
    EventLoops loops,
    SlotTurns turns,
    SlotOwners owners,
    LibraryShelf libraries,
    Followers followers,
    NodeStore store,
    NodeCondition condition,
    NetworkLimits limits,
    NetworkCounters counters,
    PipelineSettings pipeline,
    NodeControl control,
    String nodeId,
    ClusterControl cluster,
    Tls tls,
    Supplier<String> writeObstacle,
    IntSupplier port) {}
