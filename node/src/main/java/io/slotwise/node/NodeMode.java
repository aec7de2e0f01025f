package io.slotwise.node;

import akka.actor.setup.ActorSystemSetup;
import akka.actor.typed.ActorSystem;
import com.typesafe.config.Config;
import io.slotwise.node.cluster.Exit;
import io.slotwise.node.command.ClusterControl;
import io.slotwise.node.connection.Followers;
import io.slotwise.node.connection.SlotOwners;
import io.slotwise.node.health.Check;
import io.slotwise.node.script.LibraryShelf;
import io.slotwise.ops.config.ConfigTable;
import io.slotwise.ops.config.SharedValues;
import io.slotwise.protocol.stream.RequestHandler;
import io.slotwise.sharding.slot.SlotTurns;
import io.slotwise.sharding.store.NodeStore;
import java.io.Closeable;
import java.io.IOException;
import java.util.List;

/**
 * What differs between a node alone and a member of a cluster: the log under the store, who serves
 * which slot, and whom the actor system joins. Methods are called in this order, each once.
 */
interface NodeMode {

  /** What goes before the actor system's usual configuration. */
  Config akkaConfig();

  /** How the actor system is set up beyond its configuration. */
  ActorSystemSetup akkaSetup();

  /** Whether the actor system is a cluster of its own from the start. */
  boolean isAlone();

  /** Opens the port for clients while there is nothing to serve them with. */
  @FunctionalInterface
  interface Door {

    /**
     * Open until what is returned is closed.
     *
     * @param why the node is not ready, for people
     */
    Closeable open(RequestHandler.Factory handlers, String why) throws IOException;
  }

  /**
   * Finds out what only other nodes know, and waits for them, or for room on the disk, as long as
   * it takes.
   *
   * @throws IOException with a message for the operator
   */
  void enter(NodeSettings settings, Door door) throws IOException;

  /**
   * Ends the waiting of {@link #enter} and of {@link #awaitServing}: the node is to stop. For any
   * thread.
   */
  void giveUp();

  NodeStore openStore(NodeSettings settings, SlotTurns turns) throws IOException;

  /** Begins to replicate, where there is something to replicate. */
  void replicate(NodeStore store, SlotTurns turns) throws IOException;

  SlotOwners owners();

  /** Takes what parameters say, now and when they are changed. */
  void follow(ConfigTable config);

  /** Which parameters other nodes have too. */
  SharedValues sharedValues(ConfigTable config);

  /** Where libraries of functions are kept. */
  LibraryShelf libraries(NodeStore store);

  Followers followers();

  /** Null on a node alone. */
  ClusterControl cluster();

  /** What people are told of the cluster when the node is up; null on a node alone. */
  String clusterLine();

  /** The port for clients that see one server, as a member has chosen it; 0 on a node alone. */
  int clientPort();

  /** The port for clients of Redis Cluster, or 0 for none. */
  int clusterClientPort();

  /**
   * Has slots opened; clients are connected already.
   *
   * @param exit when the node cannot go on as it is
   */
  void openSlots(ActorSystem<?> system, SlotTurns turns, Exit exit);

  /** Why the node takes no writes at present, for people, or null. */
  String writeObstacle(NodeStore store);

  /** Waits until clients are served as well as can be expected. */
  void awaitServing(SlotTurns turns) throws InterruptedException;

  /** What has to be well for clients to be sent here. */
  List<Check> readiness(SlotTurns turns);

  /** What has to be well for the node to be left running. */
  List<Check> liveness();

  /** Lets other nodes serve what this one does; connections are closed next. */
  void handOver();

  /** Says goodbye to other actor systems; this one ends next. */
  void leave();

  /** Ends replication; the store is closed next. */
  void close();
}
