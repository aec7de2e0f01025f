package io.slotwise.ops.config;

/**
 * One setting as somebody wrote it.
 *
 * @param key a parameter's name, or a HOCON path such as {@code slotwise.store.durability}
 * @param place where it was written, for messages: {@code --port}, {@code redis.conf: 12}
 */
public record Setting(String key, String value, String place) {}
