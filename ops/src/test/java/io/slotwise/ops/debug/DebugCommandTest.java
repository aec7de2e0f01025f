package io.slotwise.ops.debug;

import static io.slotwise.protocol.command.CommandGroup.GENERIC;
import static io.slotwise.sharding.api.CommandDef.command;
import static org.assertj.core.api.Assertions.assertThat;

import io.slotwise.ops.info.ReplicationId;
import io.slotwise.ops.testing.CommandRunner;
import io.slotwise.ops.testing.MapStore;
import io.slotwise.protocol.Bytes;
import io.slotwise.protocol.Replies;
import io.slotwise.sharding.api.CommandDef;
import io.slotwise.sharding.api.Value;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Digests and samples are those that redis-server 7.0.15 gave for the same data. */
class DebugCommandTest {

  private static final CommandDef ENCODING =
      command("object|encoding", GENERIC).onSlot((keys, args) -> Replies.bulk("int"));
  private static final CommandDef DUMP =
      command("dump", GENERIC).onSlot((keys, args) -> Replies.bulk("0123456789012"));

  private final MapStore store = new MapStore();
  private final ReplicationId replicationId = new ReplicationId();
  private final List<Boolean> activeExpiry = new ArrayList<>();
  private final CommandRunner commands =
      new CommandRunner(
          List.of(
              new DebugCommand(
                      store,
                      16,
                      new DebugObject(ENCODING, DUMP),
                      (keys, key, value, visitor) -> visitor.inOrder(value.data()),
                      replicationId,
                      activeExpiry::add,
                      Runnable::run)
                  .definition()));

  private void put(int database, String key, String value, long expireAtMs) {
    store.database(database).put(Bytes.of(key), Value.string(Bytes.of(value), expireAtMs));
  }

  private void putSample() {
    put(0, "a", "1", Value.NO_EXPIRY);
    put(0, "b", "hello", 2_000_000);
    put(3, "c", "1234567890".repeat(5), Value.NO_EXPIRY);
  }

  @Test
  void theDigestOfAllDataIsThatOfRedis() {
    assertThat(commands.run("debug", "digest")).isEqualTo("+" + "0".repeat(40));
    putSample();
    assertThat(commands.run("debug", "digest"))
        .isEqualTo("+53463e155f57bdfcdb5d89cd7db6477d84360a99");
  }

  @Test
  void theDigestOfAValueIsThatOfRedis() {
    putSample();
    assertThat(commands.run("debug", "digest-value", "a", "b", "nope"))
        .isEqualTo(
            "[+b4fc66738120fba0b5aa500ab5c2bf89cea1c5da, +d037c4eb8a8b36b602fbced4000daeab0714c1e3,"
                + " +"
                + "0".repeat(40)
                + "]");
  }

  @Test
  void populateMakesTheKeysOfRedisAndKeepsThoseThatAreThere() {
    put(0, "key:0", "mine", Value.NO_EXPIRY);
    assertThat(commands.run("debug", "populate", "1000")).isEqualTo("+OK");
    assertThat(store.database(0)).hasSize(1000);
    assertThat(store.database(0).get(Bytes.of("key:0")).data()).hasToString("mine");
    assertThat(store.database(0).get(Bytes.of("key:999")).data()).hasToString("value:999");
    assertThat(commands.run("debug", "populate", "2", "p", "3")).isEqualTo("+OK");
    assertThat(store.database(0).get(Bytes.of("p:1")).data()).hasToString("val");
    assertThat(commands.run("debug", "populate", "2", "q", "10")).isEqualTo("+OK");
    assertThat(store.database(0).get(Bytes.of("q:1")).data().toArray())
        .startsWith('v')
        .endsWith(0, 0, 0);
    for (String wrong : List.of("x", "-1")) {
      assertThat(commands.run("debug", "populate", wrong))
          .isEqualTo("-ERR value is out of range, must be positive");
    }
  }

  @Test
  void objectTellsWhatIsKnown() {
    put(0, "a", "1", Value.NO_EXPIRY);
    assertThat(commands.run("debug", "object", "a"))
        .matches(
            "\\+Value at:0x[0-9a-f]+ refcount:1 encoding:int serializedlength:2 lru:995"
                + " lru_seconds_idle:5");
    assertThat(commands.run("debug", "object", "nope")).isEqualTo("-ERR no such key");
  }

  @Test
  void everyTypeOfTheProtocolHasASample() {
    assertThat(commands.run("debug", "protocol", "map"))
        .isEqualTo("{:0=#false, :1=#true, :2=#false}");
    assertThat(commands.run("debug", "protocol", "verbatim"))
        .isEqualTo("This is a verbatim\nstring");
    assertThat(commands.run("debug", "protocol", "push"))
        .isEqualTo("-ERR RESP2 is not supported by this command");
    commands.session.respVersion = 3;
    assertThat(commands.run("debug", "protocol", "push"))
        .isEqualTo("[>[server-cpu-usage, :42], Some real reply following the push reply]");
    assertThat(commands.run("debug", "protocol", "x")).startsWith("-ERR Wrong protocol type name.");
  }

  @Test
  void whatIsNotThereIsAnsweredAsInRedis() {
    for (String[] words :
        new String[][] {
          {"debug", "nope"}, {"debug", "sleep"}, {"debug", "help", "x"}, {"debug", "error"}
        }) {
      assertThat(commands.run(words))
          .isEqualTo(
              "-ERR unknown subcommand or wrong number of arguments for '"
                  + words[1]
                  + "'. Try DEBUG HELP.");
    }
  }

  @Test
  void reloadMakesReadsComeFromDisk() {
    assertThat(commands.run("debug", "reload", "NOFLUSH")).isEqualTo("+OK");
    assertThat(store.memtableFlushes).isEqualTo(1);
    assertThat(store.droppedCaches).isEqualTo(1);
    assertThat(commands.run("debug", "reload", "x"))
        .isEqualTo("-ERR DEBUG RELOAD only supports the MERGE, NOFLUSH and NOSAVE options.");
  }

  @Test
  void theRestDoesWhatItSays() {
    String before = replicationId.current();
    assertThat(commands.run("debug", "change-repl-id")).isEqualTo("+OK");
    assertThat(replicationId.current()).isNotEqualTo(before).hasSize(40);
    assertThat(commands.run("debug", "set-active-expire", "0")).isEqualTo("+OK");
    assertThat(commands.run("debug", "set-active-expire", "1")).isEqualTo("+OK");
    assertThat(activeExpiry).containsExactly(false, true);
    assertThat(commands.run("debug", "error", "WRONGTYPE no")).isEqualTo("-WRONGTYPE no");
    assertThat(commands.run("debug", "error", "no")).isEqualTo("-ERR no");
    assertThat(commands.run("debug", "sleep", "0")).isEqualTo("+OK");
    assertThat(commands.run("debug", "sleep", "x")).isEqualTo("+OK");
  }
}
