package io.slotwise.node.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.slotwise.node.NodeSettings;
import io.slotwise.ops.config.ConfigTable;
import io.slotwise.ops.config.LoadedSettings;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** What the command line understands and says; a node is never started here. */
class CommandLineTest {

  @TempDir Path dir;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int run(String... words) {
    CommandLine commandLine = Main.commandLine();
    commandLine.setOut(new PrintWriter(out, true));
    commandLine.setErr(new PrintWriter(err, true));
    return commandLine.execute(words);
  }

  /** What {@code slotwise server} would start with. */
  private static LoadedSettings server(String... options) {
    CommandLine commandLine = Main.commandLine();
    List<String> words = new ArrayList<>(List.of("server"));
    words.addAll(List.of(options));
    commandLine.parseArgs(words.toArray(String[]::new));
    CommandLine server = commandLine.getSubcommands().get("server");
    return server.<ServerCommand>getCommand().load();
  }

  private static String get(LoadedSettings loaded, String name) {
    return ConfigTable.of(loaded.config()).get(name);
  }

  private Path file(String... lines) throws IOException {
    return Files.write(dir.resolve("node.conf"), List.of(lines));
  }

  @Test
  void everyParameterIsAnOption() {
    LoadedSettings loaded =
        server(
            "--port",
            "7000",
            "--dir",
            dir.toString(),
            "--requirepass",
            "a b",
            "--maxmemory",
            "64mb",
            "--hz=20",
            "--slave-priority",
            "5",
            "--slowlog-log-slower-than",
            "-1");
    assertThat(loaded.areValid()).isTrue();
    NodeSettings settings = NodeSettings.from(loaded.config());
    assertThat(settings.port()).isEqualTo(7000);
    assertThat(settings.dir()).isEqualTo(dir);
    assertThat(settings.ioThreads()).isPositive();
    assertThat(get(loaded, "requirepass")).isEqualTo("a b");
    assertThat(get(loaded, "maxmemory")).isEqualTo("67108864");
    assertThat(get(loaded, "hz")).isEqualTo("20");
    assertThat(get(loaded, "replica-priority")).isEqualTo("5");
    assertThat(get(loaded, "slowlog-log-slower-than")).isEqualTo("-1");
  }

  @Test
  void valuesOfSeveralWordsNeedNoQuotes() {
    LoadedSettings loaded =
        server("--bind", "127.0.0.1", "-::1", "--save", "900", "1", "--port", "7001");
    assertThat(get(loaded, "bind")).isEqualTo("127.0.0.1 -::1");
    assertThat(get(loaded, "save")).isEqualTo("900 1");
    assertThat(get(loaded, "port")).isEqualTo("7001");
  }

  @Test
  void theCommandLineWinsOverTheFileAndTheLastOptionOverThoseBefore() throws IOException {
    Path file = file("port 7000", "timeout 5", "appendfsync always");
    LoadedSettings loaded = server("--port", "7001", "--config", file.toString(), "--port", "7002");
    assertThat(get(loaded, "port")).isEqualTo("7002");
    assertThat(get(loaded, "timeout")).isEqualTo("5");
    assertThat(get(loaded, "durability")).isEqualTo("fsync");
  }

  @Test
  void anySettingCanBeSetByItsPath() {
    LoadedSettings loaded =
        server(
            "--set",
            "slotwise.store.durability=os",
            "--set",
            "akka.loglevel=DEBUG",
            "--set",
            "hz=5");
    assertThat(loaded.areValid()).isTrue();
    assertThat(get(loaded, "appendfsync")).isEqualTo("no");
    assertThat(get(loaded, "hz")).isEqualTo("5");
    assertThat(loaded.config().getString("akka.loglevel")).isEqualTo("DEBUG");
  }

  @Test
  void mistypedWordsAreAnsweredWithTheNearestOne() {
    assertThat(run("server", "--prot", "7000")).isEqualTo(ExitCode.USAGE);
    assertThat(run("sever")).isEqualTo(ExitCode.USAGE);
    assertThat(run()).isEqualTo(ExitCode.USAGE);
    assertThat(err.toString())
        .contains(
            "unknown option '--prot': did you mean '--port'?",
            "Try 'slotwise server --help'.",
            "unknown command 'sever': did you mean 'server'?",
            "a command is missing");
  }

  @Test
  void wrongValuesAreReportedTogetherAndNothingStarts() {
    int code = run("server", "--port", "x", "--maxmemory", "1q", "--set", "slotwise.server.prt=1");
    assertThat(code).isEqualTo(ExitCode.USAGE);
    assertThat(err.toString())
        .contains(
            "error: --port: port: argument couldn't be parsed into an integer (got 'x')",
            "error: --maxmemory: maxmemory: argument must be a memory value (got '1q')",
            "did you mean 'slotwise.server.port'?");
    assertThat(run("server", "--set", "noequals")).isEqualTo(ExitCode.USAGE);
    assertThat(err.toString()).contains("--set takes KEY=VALUE, not 'noequals'");
  }

  @Test
  void checkConfigReportsProblemsAndOriginsAndHidesPasswords() throws IOException {
    Path file = file("slotwise.server {", "  port = 7000", "  requirepass = secret", "}");
    assertThat(run("check-config", "--origin", file.toString())).isEqualTo(ExitCode.OK);
    assertThat(out.toString())
        .contains(
            "port = 7000    # ", ": 2\n", "requirepass = (hidden)", "timeout = 0    # default")
        .doesNotContain("secret")
        .endsWith("The configuration is valid.\n");
    assertThat(run("check-config", dir.resolve("missing").toString())).isEqualTo(ExitCode.USAGE);
    assertThat(out.toString()).endsWith("A node cannot start with this.\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"server", "check-config", "completion"})
  void everyCommandHasHelpWithExamples(String command) {
    assertThat(run(command, "--help")).isEqualTo(ExitCode.OK);
    assertThat(out.toString()).contains("Usage: slotwise " + command, "Examples:");
  }

  @Test
  void helpShowsWhatParametersMeanAndLeavesOutThoseWithoutEffect() {
    run("server", "--help");
    assertThat(out.toString())
        .contains("--port=VALUE", "TCP port for clients", "--durability=VALUE", "--maxmemory=VALUE")
        .doesNotContain("--hash-max-ziplist-value", "--slaveof");
  }

  @Test
  void versionsAreShown() {
    assertThat(run("--version")).isEqualTo(ExitCode.OK);
    assertThat(out.toString()).startsWith("slotwise " + Version.text() + "\n");
    assertThat(Version.text()).matches("\\d+\\.\\d+\\.\\d+.*");
  }

  @Test
  void completionIsAScriptForBashAndZsh() {
    assertThat(run("completion", "zsh")).isEqualTo(ExitCode.OK);
    assertThat(out.toString()).contains("bashcompinit", "--durability", "check-config");
    assertThat(run("completion", "fish")).isEqualTo(ExitCode.USAGE);
  }

  @Test
  void theBannerSaysWhereToConnectAndHasColourOnlyWhenAsked() {
    NodeSettings settings =
        NodeSettings.from(server("--requirepass", "secret", "--dir", dir.toString()).config());
    StringWriter plain = new StringWriter();
    new Banner(settings, 7000, null, false).print(new PrintWriter(plain));
    assertThat(plain.toString())
        .contains(
            "Slotwise " + Version.text(),
            "port        7000",
            "data        " + dir,
            "durability  everysec",
            "pid         " + ProcessHandle.current().pid(),
            "redis-cli -p 7000 -a PASSWORD",
            "Ready to accept connections")
        .doesNotContain("secret", "cluster", "\u001B");
    StringWriter coloured = new StringWriter();
    new Banner(settings, 7000, "0123abcd", true).print(new PrintWriter(coloured));
    assertThat(coloured.toString()).contains("\u001B[", "0123abcd");
  }

  @Test
  void whoWaitsForANodeIsToldWhatIsMissing() throws IOException {
    int port;
    try (ServerSocket free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
    String node = "127.0.0.1:" + port;
    assertThat(run("cluster", "wait", "--node", node, "--wait", "0")).isEqualTo(1);
    assertThat(out.toString()).contains("the node at " + node + " does not answer");
    assertThat(err.toString()).contains("not done within 0 s");
  }
}
