package io.slotwise.node.management;

import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * What a node that serves clients can show.
 *
 * @param nodeId 40 hexadecimal digits
 * @param shards all shards, as far as this node knows
 * @param metrics figures in the format of that content type: one of Prometheus's
 */
public record NodeViews(
    String nodeId,
    Supplier<List<ShardView>> shards,
    Function<String, CompletionStage<String>> metrics) {}
