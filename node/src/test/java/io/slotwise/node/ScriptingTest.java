package io.slotwise.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Scripts where the comparison with redis-server does not look: who is held up by one that takes
 * long, and what is left of one that is ended.
 */
class ScriptingTest {

  private static final String KEY = "{a}1";
  private static final String ELSEWHERE = "elsewhere";
  private static final String BUSY =
      "-BUSY Redis is busy running a script. You can only call SCRIPT KILL or SHUTDOWN NOSAVE.";
  private static final String ABORTED =
      "-EXECABORT Transaction discarded because of: " + BUSY.substring(1);
  private static final String SPIN =
      "eval \"redis.call('set',KEYS[1],'bad') while true do end\" 1 " + KEY;

  @TempDir Path dir;

  private WiredNode node;
  private WiredNode.Client client;
  private WiredNode.Client other;

  @BeforeEach
  void start() throws Exception {
    node = new WiredNode(dir, KEY, ELSEWHERE);
    client = node.connect();
    other = node.connect();
  }

  @AfterEach
  void stop() throws IOException {
    client.close();
    other.close();
    node.close();
  }

  private String ask(String command) throws IOException {
    other.send(command);
    return other.lines(1).get(0);
  }

  private void awaitBusy() {
    Awaitility.await().until(() -> ask("get " + KEY).equals(BUSY));
  }

  @Test
  void whoNeedsWhatALongScriptHoldsIsToldSoAndNobodyElse() throws Exception {
    assertThat(ask("config set busy-reply-threshold 50")).isEqualTo("+OK");
    client.send(SPIN);
    awaitBusy();
    assertThat(ask("ping")).isEqualTo("+PONG");
    assertThat(ask("set " + ELSEWHERE + " 1")).isEqualTo("+OK");
    assertThat(ask("incr " + ELSEWHERE)).isEqualTo(":2");
    assertThat(ask("eval \"return redis.call('incr',KEYS[1])\" 1 " + ELSEWHERE)).isEqualTo(":3");
    assertThat(ask("eval \"return redis.call('get',KEYS[1])\" 1 " + KEY)).isEqualTo(BUSY);
    assertThat(ask("mget " + KEY + " " + ELSEWHERE)).isEqualTo(BUSY);
    assertThat(ask("function kill")).isEqualTo(BUSY);
    assertThat(ask("script kill")).isEqualTo("+OK");
    assertThat(client.lines(1).get(0)).startsWith("-ERR Script killed by user");
    assertThat(ask("get " + KEY)).isEqualTo("$-1");
    assertThat(ask("script kill")).startsWith("-NOTBUSY");
  }

  @Test
  void transactionsThatNeedWhatALongScriptHoldsAreAborted() throws Exception {
    assertThat(ask("config set busy-reply-threshold 50")).isEqualTo("+OK");
    try (WiredNode.Client early = node.connect()) {
      early.send("multi", "incr " + KEY);
      assertThat(early.lines(2)).containsExactly("+OK", "+QUEUED");
      client.send(SPIN);
      awaitBusy();
      early.send("exec", "exec");
      assertThat(early.lines(2)).containsExactly(ABORTED, "-ERR EXEC without MULTI");
    }
    assertThat(ask("watch " + KEY)).isEqualTo("+OK");
    other.send("multi", "incr " + ELSEWHERE, "incr " + KEY, "ping", "exec");
    assertThat(other.lines(5)).containsExactly("+OK", "+QUEUED", BUSY, "+QUEUED", ABORTED);
    other.send("multi", "incr " + ELSEWHERE, "exec");
    assertThat(other.lines(4)).containsExactly("+OK", "+QUEUED", "*1", ":1");
    other.send("multi", "incr " + KEY, "script kill");
    assertThat(other.lines(3)).containsExactly("+OK", BUSY, "+QUEUED");
    other.send("discard", "script kill");
    assertThat(other.lines(2)).containsExactly("+OK", "+OK");
    assertThat(client.lines(1).get(0)).startsWith("-ERR Script killed by user");
  }

  @Test
  void aScriptKilledInATransactionLeavesTheRestOfIt() throws Exception {
    assertThat(ask("config set busy-reply-threshold 50")).isEqualTo("+OK");
    client.send("multi", "set " + KEY + " before", SPIN, "append " + KEY + " after", "exec");
    awaitBusy();
    assertThat(ask("script kill")).isEqualTo("+OK");
    List<String> replies = client.lines(8);
    assertThat(replies.subList(4, 6)).containsExactly("*3", "+OK");
    assertThat(replies.get(6)).startsWith("-ERR Script killed by user");
    assertThat(replies.get(7)).isEqualTo(":11");
    assertThat(other.bulk("get " + KEY)).isEqualTo("beforeafter");
  }

  @Test
  void rollbackLeavesNothingOfAScriptThatFails() throws Exception {
    String fails = "eval \"redis.call('set',KEYS[1],'half') error('boom')\" 1 " + KEY;
    assertThat(ask(fails)).startsWith("-ERR user_script:1: boom");
    assertThat(other.bulk("get " + KEY)).isEqualTo("half");
    assertThat(ask("config set lua-rollback on")).isEqualTo("+OK");
    assertThat(ask("set " + KEY + " whole")).isEqualTo("+OK");
    assertThat(ask(fails)).startsWith("-ERR user_script:1: boom");
    assertThat(other.bulk("get " + KEY)).isEqualTo("whole");
  }

  @Test
  void undeclaredKeysMayBeAnError() throws Exception {
    String wanders = "eval \"return redis.call('set','" + ELSEWHERE + "',1)\" 1 " + KEY;
    assertThat(ask(wanders)).isEqualTo("+OK");
    assertThat(ask("config set lua-undeclared-keys error")).isEqualTo("+OK");
    assertThat(ask(wanders)).startsWith("-ERR Script attempted to access");
    for (String level : List.of("slots", "global")) {
      assertThat(ask("config set lua-lock-level " + level)).isEqualTo("+OK");
      assertThat(ask("eval \"return redis.call('set',KEYS[1],1)\" 1 " + KEY)).isEqualTo("+OK");
    }
    assertThat(other.bulk("info scripts"))
        .contains("lua_lock_level:global", "lua_undeclared_keys:error");
  }

  @Test
  void aScriptThatAsksForMuchMemoryLeavesTheEventLoop() throws Exception {
    assertThat(ask("eval \"return #('x'):rep(8000000)\" 1 " + KEY)).isEqualTo(":8000000");
    assertThat(other.bulk("info scripts")).contains("scripts_on_threads:1");
  }
}
