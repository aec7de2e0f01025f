package io.slotwise.ops.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import io.slotwise.ops.testing.CommandRunner;
import io.slotwise.protocol.CommandError;
import io.slotwise.protocol.ErrorCode;
import io.slotwise.protocol.Reply;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ConfigCommandsTest {

  private final ConfigTable table = ConfigTable.of(ConfigFactory.load());
  private final AtomicInteger resets = new AtomicInteger();
  private final OtherNodes nodes = new OtherNodes();

  /** What has been shared with other nodes. */
  private static final class OtherNodes implements SharedValues {

    private Map<String, String> shared = Map.of();
    private CommandError refusal;

    @Override
    public CompletionStage<Void> share(Map<String, String> values) {
      shared = values;
      return refusal == null
          ? CompletableFuture.completedFuture(null)
          : CompletableFuture.failedFuture(refusal);
    }

    @Override
    public void follow() {
      throw new UnsupportedOperationException();
    }
  }

  private final CommandRunner commands =
      new CommandRunner(
          new ConfigCommands(
                  table,
                  new ConfigRewriter(table, null),
                  List.of(resets::incrementAndGet),
                  Runnable::run,
                  nodes)
              .all());

  @Test
  void getTakesNamesAndPatternsInAnyCaseAndAnswersEachOnce() {
    assertThat(commands.run("config", "get", "hz", "nope", "slowlog-*"))
        .isEqualTo("{hz=10, slowlog-log-slower-than=10000, slowlog-max-len=128}");
    assertThat(commands.run("config", "get", "HZ", "hz", "H[z]")).isEqualTo("{HZ=10}");
    assertThat(commands.run("config", "get", "list-max*"))
        .isEqualTo("{list-max-listpack-size=-2, list-max-ziplist-size=-2}");
    assertThat(commands.run("config", "get", "nope")).isEqualTo("{}");
  }

  @Test
  void setAnswersAsRedisDoes() {
    assertThat(commands.run("config", "set", "hz", "20", "save", "")).isEqualTo("+OK");
    assertThat(commands.run("config", "get", "hz")).isEqualTo("{hz=20}");
    assertThat(commands.run("config", "set", "hz", "20", "save")).isEqualTo("-ERR syntax error");
    assertThat(commands.run("config", "set", "no\r\npe", "20"))
        .isEqualTo("-ERR Unknown option or number of arguments for CONFIG SET - 'no  pe'");
  }

  @Test
  void setSaysWhatTheNodeCouldNotDo() {
    table.onChangeSlowly(
        "durability",
        value -> CompletableFuture.failedFuture(new IOException("No space left on device")));
    assertThat(commands.run("config", "set", "durability", "fsync"))
        .isEqualTo(
            "-ERR CONFIG SET failed (possibly related to argument 'durability') - No space left on"
                + " device");
    assertThat(commands.run("config", "get", "durability")).isEqualTo("{durability=everysec}");
  }

  @Test
  void whatIsTheClustersIsSharedWithOtherNodes() {
    table.readOnDemand("timeout", "maxclients", "lua-rollback", "durability");
    assertThat(
            commands.run("config", "set", "Timeout", "7", "maxclients", "20", "lua-rollback", "ON"))
        .isEqualTo("+OK");
    assertThat(nodes.shared).isEqualTo(Map.of("timeout", "7", "lua-rollback", "on"));
    assertThat(commands.run("config", "set", "appendfsync", "always")).isEqualTo("+OK");
    assertThat(nodes.shared)
        .isEqualTo(Map.of("appendfsync", "always", "appendonly", "yes", "durability", "fsync"));
  }

  @Test
  void whatCannotBeSharedIsTakenBack() {
    table.readOnDemand("timeout", "maxclients");
    nodes.refusal = new CommandError(new Reply.Error(ErrorCode.TRYAGAIN, "no answer"));
    assertThat(commands.run("config", "set", "timeout", "7", "maxclients", "20"))
        .isEqualTo("-TRYAGAIN no answer");
    assertThat(table.get("timeout")).isEqualTo("0");
    assertThat(table.get("maxclients")).isEqualTo("10000");
    assertThat(commands.run("config", "set", "maxclients", "20")).isEqualTo("+OK");
  }

  @Test
  void aPasswordIsKeptOutOfLogs() {
    table.readOnDemand("requirepass");
    assertThat(commands.run("config", "set", "hz", "5", "RequirePass", "x")).isEqualTo("+OK");
    assertThat(commands.session.hidden).containsExactly(5);
  }

  @Test
  void resetStatTellsEverybodyWhoCounts() {
    assertThat(commands.run("config", "resetstat")).isEqualTo("+OK");
    assertThat(resets).hasValue(1);
  }

  @Test
  void rewriteNeedsAFile() {
    assertThat(commands.run("config", "rewrite"))
        .isEqualTo("-ERR The server is running without a config file");
  }
}
