/**
 * Running a node: settings ({@code config}), and what it tells about itself ({@code info}, {@code
 * slowlog}, {@code latency}, {@code memory}, {@code debug}). It sees {@code protocol} and {@code
 * sharding.api} and nothing else; {@code node} hands in what the commands here need.
 */
package io.slotwise.ops;
