package io.slotwise.node.migration;

import io.slotwise.protocol.tls.Tls;
import io.slotwise.sharding.api.DataStore;
import java.time.InstantSource;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;

/**
 * What moving keys uses of the node.
 *
 * @param threads that may wait for another server
 * @param tls that the other server is spoken to with, or null
 * @param timer what it runs is short
 */
public record MigrationServices(
    DataStore store,
    Executor threads,
    Tls tls,
    ScheduledExecutorService timer,
    InstantSource clock) {}
