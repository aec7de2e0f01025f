/**
 * LATENCY: spikes of named events above {@code latency-monitor-threshold}, and histograms of
 * commands. Whoever measures an event calls {@link io.slotwise.ops.latency.LatencyMonitor#record}.
 */
package io.slotwise.ops.latency;
