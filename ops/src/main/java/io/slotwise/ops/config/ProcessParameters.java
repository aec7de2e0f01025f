package io.slotwise.ops.config;

import static io.slotwise.ops.config.Parameter.applied;
import static io.slotwise.ops.config.Parameter.ignored;
import static io.slotwise.ops.config.ParameterTypes.choice;
import static io.slotwise.ops.config.ParameterTypes.choices;
import static io.slotwise.ops.config.ParameterTypes.clampedInteger;
import static io.slotwise.ops.config.ParameterTypes.integer;
import static io.slotwise.ops.config.ParameterTypes.text;
import static io.slotwise.ops.config.ParameterTypes.yesNo;
import static io.slotwise.ops.config.StructuredTypes.oomScores;
import static io.slotwise.ops.config.StructuredTypes.percentiles;

import java.util.List;

/** The process itself: logs, slow log, latency, signals, CPUs. */
final class ProcessParameters {

  private static final long INT_MAX = Integer.MAX_VALUE;
  private static final long LONG_MAX = Long.MAX_VALUE;

  static final List<Parameter> ALL =
      List.of(
          ignored("always-show-logo", yesNo(), "no").atStart(),
          ignored("aof_rewrite_cpulist", text(), "").atStart(),
          ignored("bgsave_cpulist", text(), "").atStart(),
          ignored("bio_cpulist", text(), "").atStart(),
          ignored("crash-log-enabled", yesNo(), "yes"),
          ignored("crash-memcheck-enabled", yesNo(), "yes"),
          ignored("daemonize", yesNo(), "no").atStart(),
          ignored("disable-thp", yesNo(), "yes").atStart(),
          ignored("dynamic-hz", yesNo(), "yes"),
          ignored("hz", clampedInteger(1, 500), "10"),
          ignored("ignore-warnings", text(), ""),
          ignored("jemalloc-bg-thread", yesNo(), "yes"),
          applied("latency-monitor-threshold", integer(0, LONG_MAX), "0").ofCluster(),
          applied("latency-tracking", yesNo(), "yes").ofCluster(),
          applied("latency-tracking-info-percentiles", percentiles(), "50 99 99.9").ofCluster(),
          ignored("logfile", text(), "").atStart(),
          applied("loglevel", choice("debug", "verbose", "notice", "warning"), "notice"),
          ignored("oom-score-adj", choice("no", "yes", "relative", "absolute"), "no"),
          ignored("oom-score-adj-values", oomScores(), "0 200 800"),
          ignored("pidfile", text(), "").atStart(),
          ignored("proc-title-template", text(), "{title} {listen-addr} {server-mode}"),
          ignored("server_cpulist", text(), "").atStart(),
          ignored("set-proc-title", yesNo(), "yes").atStart(),
          ignored(
              "shutdown-on-sigint",
              choices("default", "save", "nosave", "now", "force"),
              "default"),
          ignored(
              "shutdown-on-sigterm",
              choices("default", "save", "nosave", "now", "force"),
              "default"),
          ignored("shutdown-timeout", integer(0, INT_MAX), "10"),
          applied("slowlog-log-slower-than", integer(-1, LONG_MAX), "10000").ofCluster(),
          applied("slowlog-max-len", integer(0, LONG_MAX), "128").ofCluster(),
          ignored("supervised", choice("upstart", "systemd", "auto", "no"), "no").atStart(),
          ignored("syslog-enabled", yesNo(), "no").atStart(),
          ignored("syslog-facility", text(), "local0").atStart(),
          ignored("syslog-ident", text(), "redis").atStart());

  private ProcessParameters() {}
}
