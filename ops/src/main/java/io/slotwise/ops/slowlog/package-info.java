/**
 * The slow log: the last commands that took longer than {@code slowlog-log-slower-than}. Whoever
 * runs commands calls {@link io.slotwise.ops.slowlog.SlowLog#maybeRecord} for each.
 */
package io.slotwise.ops.slowlog;
