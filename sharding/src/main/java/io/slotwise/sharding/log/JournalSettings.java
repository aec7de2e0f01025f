package io.slotwise.sharding.log;

import java.nio.file.Path;

/**
 * @param dir where the segment files lie
 * @param segmentBytes a segment that has grown beyond this is followed by a new one
 */
public record JournalSettings(
    Path dir, Durability durability, long segmentBytes, JournalRecovery recovery) {}
