package io.slotwise.node.cluster;

import akka.actor.setup.Setup;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Which cluster an actor system belongs to, as {@link SealedMessages} say when it asks others to
 * take it in. All actor systems have the same name, so without that a node that has the address of
 * another cluster's dead member would make one cluster of the two. Part of the actor system's
 * setup; for any thread.
 */
public final class ClusterSeal extends Setup {

  /** A node alone joins nobody, and nobody joins it. */
  private static final String ALONE = "alone";

  private static final int ID_CHARS = 40;

  /**
   * Protobuf's field 1900, of {@link #ID_CHARS} bytes: messages of Akka have no such, and whoever
   * does not know it passes it over, as nodes of earlier versions do.
   */
  private static final byte[] FIELD = {(byte) 0xE2, 0x76, ID_CHARS};

  private volatile String clusterId;

  private ClusterSeal(String clusterId) {
    this.clusterId = clusterId;
  }

  /** Of a node that is to be in a cluster: until it knows in which, it is in none. */
  public static ClusterSeal undecided() {
    return new ClusterSeal("");
  }

  /** Of a node alone. */
  public static ClusterSeal ofNodeAlone() {
    return new ClusterSeal(ALONE);
  }

  /** From now on the actor system belongs to that cluster; to be called before it joins it. */
  public void set(String id) {
    clusterId = id;
  }

  /** The message with the id behind it. */
  byte[] on(byte[] message) {
    String id = clusterId;
    if (id.length() != ID_CHARS) {
      return message;
    }
    return ByteBuffer.allocate(message.length + FIELD.length + ID_CHARS)
        .put(message)
        .put(FIELD)
        .put(id.getBytes(StandardCharsets.US_ASCII))
        .array();
  }

  /** Whether a message names another cluster; not so as long as this node is in none. */
  boolean isStrange(byte[] message) {
    String own = clusterId;
    String theirs = idOn(message);
    return !own.isEmpty() && !theirs.isEmpty() && !own.equals(theirs);
  }

  /** Empty where there is none: an earlier version's message. */
  private static String idOn(byte[] message) {
    int field = message.length - FIELD.length - ID_CHARS;
    boolean there =
        field >= 0 && ByteBuffer.wrap(message, field, FIELD.length).equals(ByteBuffer.wrap(FIELD));
    return there
        ? new String(message, field + FIELD.length, ID_CHARS, StandardCharsets.US_ASCII)
        : "";
  }
}
