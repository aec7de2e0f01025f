package io.slotwise.sharding.lock;

import io.slotwise.protocol.Bytes;

/**
 * A key of a logical database.
 *
 * @param key not part of a larger array that would be kept alive
 */
public record KeyName(int database, Bytes key) {}
