package io.slotwise.node.management;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;

/**
 * A shard in {@code /cluster/shards}. Fields are only ever added.
 *
 * @param state {@code served}, {@code moving} (served too) or {@code leaderless}
 * @param leader id of the node that serves it, or null
 * @param replicas ids of the others that have a copy
 * @param movingTo ids of those who shall have it
 * @param here this node's part: {@code leader}, {@code follower} or {@code none}
 * @param appliedIndex of the last log entry that this node's memory has; null without a replica
 * @param committedIndex of the last log entry that a majority has, likewise
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ShardView(
    int shard,
    @JsonProperty("first_slot") int firstSlot,
    @JsonProperty("last_slot") int lastSlot,
    String state,
    String leader,
    List<String> replicas,
    @JsonProperty("moving_to") List<String> movingTo,
    long term,
    String here,
    @JsonProperty("applied_index") Long appliedIndex,
    @JsonProperty("committed_index") Long committedIndex) {}
