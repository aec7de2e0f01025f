/**
 * What Prometheus scrapes. {@link io.slotwise.ops.metrics.Figures} says which figure of INFO has
 * which name there: that of redis_exporter where it has one, so that its dashboards and alerts work
 * without it, else one that begins with {@code slotwise_}.
 */
package io.slotwise.ops.metrics;
