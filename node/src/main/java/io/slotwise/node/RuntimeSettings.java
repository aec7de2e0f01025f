package io.slotwise.node;

import io.slotwise.node.connection.PipelineSettings;
import io.slotwise.node.connection.ReplicaRule;
import io.slotwise.node.connection.ScriptSettings;
import io.slotwise.ops.config.ConfigTable;
import io.slotwise.ops.config.OutputBufferLimits;
import io.slotwise.protocol.net.NetworkLimits;
import io.slotwise.protocol.net.OutputLimit;
import io.slotwise.protocol.stream.Connection.ClientClass;
import io.slotwise.sharding.api.PackingLimits;
import io.slotwise.sharding.api.PackingLimits.Limit;
import io.slotwise.sharding.store.NodeStore;
import java.util.List;
import java.util.Locale;

/** What CONFIG SET changes in the parts of a running node. */
final class RuntimeSettings {

  private static final List<String> PACKING =
      List.of(
          "hash-max-listpack-entries",
          "hash-max-listpack-value",
          "zset-max-listpack-entries",
          "zset-max-listpack-value",
          "set-max-intset-entries",
          "list-max-listpack-size",
          "stream-node-max-entries",
          "stream-node-max-bytes",
          "hll-sparse-max-bytes");

  private RuntimeSettings() {}

  /**
   * Gives each part its values of now, and each new one.
   *
   * @param hotCacheBytesByDefault what the store takes when {@code maxmemory} is 0
   */
  static void follow(
      ConfigTable config,
      NetworkLimits limits,
      PipelineSettings pipeline,
      NodeStore store,
      long hotCacheBytesByDefault) {
    config.follow("maxclients", value -> limits.setMaxClients((int) clamp(value)));
    config.follow("timeout", value -> limits.setTimeoutSeconds((int) clamp(value)));
    config.follow("tcp-keepalive", value -> limits.setTcpKeepAliveSeconds((int) clamp(value)));
    config.follow(
        "proto-max-bulk-len",
        value -> {
          limits.setProtoMaxBulkLenBytes(Long.parseLong(value));
          store.setStringBounds(Long.parseLong(value), limits.requestBytesMax());
        });
    config.follow(
        "client-query-buffer-limit",
        value -> limits.setQueryBufferLimitBytes(Long.parseLong(value)));
    config.follow("client-output-buffer-limit", value -> setOutputLimits(limits, value));
    config.follow(
        "pipeline-squashing",
        value -> pipeline.setSquashing(PipelineSettings.Squashing.valueOf(upper(value))));
    config.follow(
        "pipeline-order", value -> pipeline.setOrder(PipelineSettings.Order.valueOf(upper(value))));
    config.follow(
        "maxmemory", value -> setHotCache(store, Long.parseLong(value), hotCacheBytesByDefault));
    config.follow("loglevel", LogLevels::apply);
    for (String name : PACKING) {
      config.follow(name, value -> store.setPacking(packing(config)));
    }
  }

  private static PackingLimits packing(ConfigTable config) {
    return new PackingLimits(
        new Limit(
            config.number("hash-max-listpack-entries"), config.number("hash-max-listpack-value")),
        new Limit(
            config.number("zset-max-listpack-entries"), config.number("zset-max-listpack-value")),
        config.number("set-max-intset-entries"),
        (int) config.number("list-max-listpack-size"),
        new Limit(config.number("stream-node-max-entries"), config.number("stream-node-max-bytes")),
        config.number("hll-sparse-max-bytes"));
  }

  /** The same for how many followers a write needs. */
  static void follow(ConfigTable config, ReplicaRule rule) {
    config.follow("min-replicas-to-write", value -> rule.setWanted(Integer.parseInt(value)));
    config.follow("min-replicas-max-lag", value -> rule.setLagMax(Integer.parseInt(value)));
  }

  /** The same for scripts and functions. */
  static void follow(ConfigTable config, ScriptSettings scripts) {
    config.follow(
        "busy-reply-threshold", value -> scripts.setBusyReplyThresholdMs(Long.parseLong(value)));
    config.follow(
        "lua-lock-level",
        value -> scripts.setLockLevel(ScriptSettings.LockLevel.valueOf(upper(value))));
    config.follow(
        "lua-undeclared-keys",
        value -> scripts.setUndeclaredKeys(ScriptSettings.UndeclaredKeys.valueOf(upper(value))));
    config.follow("lua-rollback", value -> scripts.setRollback(value.equals("on")));
  }

  /**
   * Redis's 0 is "no limit"; the heap has one, so here it is the share of it that the store takes
   * when nobody says otherwise.
   */
  private static void setHotCache(NodeStore store, long bytes, long bytesByDefault) {
    store.setHotCacheBytes(bytes > 0 ? bytes : bytesByDefault);
  }

  private static void setOutputLimits(NetworkLimits limits, String text) {
    OutputBufferLimits parsed = OutputBufferLimits.parse(text);
    limits.setOutputLimit(ClientClass.NORMAL, limit(parsed.normal()));
    limits.setOutputLimit(ClientClass.REPLICA, limit(parsed.replica()));
    limits.setOutputLimit(ClientClass.PUBSUB, limit(parsed.pubsub()));
  }

  private static OutputLimit limit(OutputBufferLimits.Limit limit) {
    return new OutputLimit(limit.hardBytes(), limit.softBytes(), limit.softSeconds());
  }

  private static long clamp(String value) {
    return Math.min(Integer.MAX_VALUE, Long.parseLong(value));
  }

  private static String upper(String word) {
    return word.toUpperCase(Locale.ROOT);
  }
}
