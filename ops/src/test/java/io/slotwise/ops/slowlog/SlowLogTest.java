package io.slotwise.ops.slowlog;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import io.slotwise.ops.config.ConfigSetException;
import io.slotwise.ops.config.ConfigTable;
import io.slotwise.ops.testing.CommandRunner;
import io.slotwise.protocol.Args;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class SlowLogTest {

  private final ConfigTable config = ConfigTable.of(ConfigFactory.load());
  private final SlowLog log =
      new SlowLog(config, InstantSource.fixed(Instant.ofEpochSecond(1_700_000_000)));
  private final CommandRunner commands = new CommandRunner(new SlowLogCommands(log).all());

  private void set(String name, String value) throws ConfigSetException {
    config.set(List.of(Map.entry(name, value)), false);
  }

  private void record(long micros, String... words) {
    log.maybeRecord(micros * 1_000, Args.of(words), commands.session);
  }

  @Test
  void onlySlowCommandsAreKept() throws ConfigSetException {
    record(9_999, "get", "a");
    assertThat(commands.run("slowlog", "len")).isEqualTo(":0");
    record(10_000, "get", "b");
    assertThat(commands.run("slowlog", "get"))
        .isEqualTo("[[:0, :1700000000, :10000, [get, b], 127.0.0.1:5000, me]]");
    set("slowlog-log-slower-than", "-1");
    record(100_000_000, "get", "c");
    assertThat(log.size()).isEqualTo(1);
    set("slowlog-log-slower-than", "0");
    record(0, "get", "d");
    assertThat(log.size()).isEqualTo(2);
  }

  @Test
  void theOldestLeaveWhenThereAreTooMany() throws ConfigSetException {
    set("slowlog-max-len", "2");
    for (int i = 0; i < 5; i++) {
      record(20_000, "get", "k" + i);
    }
    assertThat(log.newest(10)).extracting(SlowLog.Entry::id).containsExactly(4L, 3L);
    assertThat(commands.run("slowlog", "reset")).isEqualTo("+OK");
    record(20_000, "get", "x");
    assertThat(log.newest(10)).extracting(SlowLog.Entry::id).containsExactly(5L);
  }

  @Test
  void longRequestsAreShortenedAsInRedis() {
    record(20_000, Stream.generate(() -> "x").limit(40).toArray(String[]::new));
    record(20_000, "set", "k".repeat(128), "v".repeat(130));
    assertThat(log.newest(2).get(1).args())
        .hasSize(32)
        .last()
        .hasToString("... (9 more arguments)");
    assertThat(log.newest(1).get(0).args())
        .extracting(Object::toString)
        .containsExactly("set", "k".repeat(128), "v".repeat(128) + "... (2 more bytes)");
  }

  @Test
  void theCountIsCheckedAsInRedis() {
    for (int i = 0; i < 12; i++) {
      record(20_000, "get");
    }
    assertThat(commands.run("slowlog", "get").split("127.0.0.1", -1)).hasSize(11);
    assertThat(commands.run("slowlog", "get", "-1").split("127.0.0.1", -1)).hasSize(13);
    assertThat(commands.run("slowlog", "get", "0")).isEqualTo("[]");
    for (String wrong : List.of("-2", "x", "99999999999999999999")) {
      assertThat(commands.run("slowlog", "get", wrong))
          .isEqualTo("-ERR count should be greater than or equal to -1");
    }
    assertThat(commands.run("slowlog", "get", "1", "2"))
        .isEqualTo(
            "-ERR unknown subcommand or wrong number of arguments for 'get'. Try SLOWLOG HELP.");
  }
}
