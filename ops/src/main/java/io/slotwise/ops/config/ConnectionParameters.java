package io.slotwise.ops.config;

import static io.slotwise.ops.config.Parameter.applied;
import static io.slotwise.ops.config.Parameter.ignored;
import static io.slotwise.ops.config.ParameterTypes.choice;
import static io.slotwise.ops.config.ParameterTypes.integer;
import static io.slotwise.ops.config.ParameterTypes.memory;
import static io.slotwise.ops.config.ParameterTypes.memoryOrPercent;
import static io.slotwise.ops.config.ParameterTypes.text;
import static io.slotwise.ops.config.ParameterTypes.yesNo;
import static io.slotwise.ops.config.StructuredTypes.keyspaceEvents;
import static io.slotwise.ops.config.StructuredTypes.only;
import static io.slotwise.ops.config.StructuredTypes.outputBufferLimits;

import java.util.List;

/** Sockets, clients, pipelines, and who may do what. */
final class ConnectionParameters {

  private static final long INT_MAX = Integer.MAX_VALUE;
  private static final long UINT_MAX = 0xFFFF_FFFFL;
  private static final long LONG_MAX = Long.MAX_VALUE;
  private static final long MIB = 1L << 20;

  static final List<Parameter> ALL =
      List.of(
          applied("akka-port", integer(0, 65535), "0").atStart(),
          applied("bind", text(), "* -::*").atStart(),
          ignored("bind-source-addr", text(), ""),
          applied("busy-reply-threshold", integer(0, LONG_MAX), "5000")
              .ofCluster()
              .alias("lua-time-limit"),
          applied(
                  "client-output-buffer-limit",
                  outputBufferLimits(),
                  "normal 0 0 0 slave 268435456 67108864 60 pubsub 33554432 8388608 60")
              .ofCluster(),
          applied("client-query-buffer-limit", memory(MIB, LONG_MAX), "1073741824").ofCluster(),
          applied("databases", integer(1, INT_MAX), "16").atStart(),
          applied("enable-debug-command", choice("no", "yes", "local"), "no").atStart(),
          ignored("enable-module-command", choice("no", "yes", "local"), "no").atStart(),
          applied("enable-protected-configs", choice("no", "yes", "local"), "no").atStart(),
          applied("io-threads", integer(0, 128), "0").atStart(),
          ignored("io-threads-do-reads", yesNo(), "no").atStart(),
          applied("lua-lock-level", choice("keys", "slots", "global"), "keys").ofCluster(),
          applied("lua-rollback", choice("off", "on"), "off").ofCluster(),
          applied("lua-undeclared-keys", choice("error", "escalate"), "escalate").ofCluster(),
          applied("management-bind", text(), "127.0.0.1").atStart(),
          applied("management-password", text(), ""),
          applied("management-port", integer(0, 65535), "0").atStart(),
          applied("management-user", text(), "slotwise"),
          applied("maxclients", integer(1, UINT_MAX), "10000"),
          ignored("maxmemory-clients", memoryOrPercent(), "0"),
          applied("notify-keyspace-events", keyspaceEvents(), "").ofCluster(),
          applied("pipeline-order", choice("connection", "slot"), "connection").ofCluster(),
          applied("pipeline-squashing", choice("off", "slot", "adaptive"), "adaptive").ofCluster(),
          applied("port", integer(0, 65535), "6379").atStart(),
          applied("protected-mode", yesNo(), "yes"),
          applied("proto-max-bulk-len", memory(MIB, LONG_MAX), "536870912").ofCluster(),
          applied("requirepass", text(), ""),
          ignored("socket-mark-id", text(), "0").atStart(),
          applied("tcp-backlog", integer(0, INT_MAX), "511").atStart(),
          applied("tcp-keepalive", integer(0, INT_MAX), "300").ofCluster(),
          applied("timeout", integer(0, INT_MAX), "0").ofCluster(),
          applied("tracking-table-max-keys", integer(0, LONG_MAX), "1000000").ofCluster(),
          ignored("unixsocket", only("", "Unix sockets are not available in this version"), "")
              .atStart(),
          ignored("unixsocketperm", text(), "0").atStart());

  private ConnectionParameters() {}
}
