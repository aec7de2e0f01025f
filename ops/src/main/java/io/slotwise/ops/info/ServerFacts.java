package io.slotwise.ops.info;

import java.util.function.IntSupplier;

/**
 * What INFO says about the process and never changes.
 *
 * @param slotwiseVersion of this build
 * @param runId 40 hexadecimal digits, new at each start
 * @param tcpPort that clients connect to
 * @param multiplexingApi {@code epoll} or {@code nio}
 * @param eventLoops how many there are
 */
public record ServerFacts(
    String slotwiseVersion,
    String runId,
    ReplicationId replicationId,
    IntSupplier tcpPort,
    String multiplexingApi,
    int eventLoops) {

  /** The Redis whose behaviour we follow, and which clients are told. */
  public static final String REDIS_VERSION = "7.0.15";
}
