package io.slotwise.ops.info;

import io.slotwise.ops.config.ConfigTable;
import io.slotwise.protocol.net.NetworkCounters;
import io.slotwise.sharding.api.CommandStatsSource;
import io.slotwise.sharding.api.DataStore;
import java.time.InstantSource;

/** Where INFO finds its figures. */
public record InfoSources(
    ConfigTable config,
    DataStore store,
    CommandStatsSource commands,
    NetworkCounters network,
    ServerFacts facts,
    InstantSource clock) {}
