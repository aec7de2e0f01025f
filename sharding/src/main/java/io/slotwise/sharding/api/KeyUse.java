package io.slotwise.sharding.api;

/**
 * When and how often a key was used, as far as memory remembers: a key that was only on disk counts
 * as just used.
 *
 * @param lastUseMs Unix time, exact to a second
 * @param frequency Redis's logarithmic counter, 0 to 255
 */
public record KeyUse(long lastUseMs, int frequency) {}
