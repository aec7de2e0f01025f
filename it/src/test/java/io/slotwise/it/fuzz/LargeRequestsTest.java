package io.slotwise.it.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import io.slotwise.it.harness.RawClient;
import io.slotwise.it.harness.Servers;
import io.slotwise.it.harness.TestServer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What one request may take of the heap is a share of it, here 16 MB of 256, whether it brings,
 * writes or answers that much: its client is told so, nothing has happened, and nobody else is the
 * worse for it. Deviation {@code requests-fit-the-heap}.
 */
class LargeRequestsTest {

  private static final int ELEMENTS = 100_000;
  private static final int ELEMENTS_PER_COMMAND = 1_000;
  private static final int STRINGS = 40;
  private static final String MEGABYTE = "v".repeat(1 << 20);
  private static final String PADDING = "p".repeat(180);
  private static final String SHARE =
      " 16777216 bytes, which is what one request may take of this node's heap: ";
  private static final String REPLY_TOO_LARGE =
      "OOM the reply would take more than" + SHARE + "ask for less at once";
  private static final String WRITES_TOO_LARGE =
      "OOM this would write more than" + SHARE + "nothing was written";
  private static final String QUEUE_TOO_LARGE =
      "OOM the queued commands take more than" + SHARE + "they are given up";

  private static TestServer server;
  private RawClient client;
  private RawClient bystander;

  @BeforeAll
  static void fill() {
    server = Servers.slotwise();
    try (RawClient client = server.connect()) {
      for (int from = 0; from < ELEMENTS; from += ELEMENTS_PER_COMMAND) {
        List<String> hash = new ArrayList<>(List.of("HSET", "hash"));
        List<String> set = new ArrayList<>(List.of("SADD", "set"));
        List<String> sorted = new ArrayList<>(List.of("ZADD", "sorted"));
        List<String> list = new ArrayList<>(List.of("RPUSH", "list"));
        for (int i = from; i < from + ELEMENTS_PER_COMMAND; i++) {
          String element = PADDING + i;
          hash.addAll(List.of("field:" + i, element));
          set.add(element);
          sorted.addAll(List.of(Integer.toString(i), element));
          list.add(element);
        }
        for (List<String> words : List.of(hash, set, sorted, list)) {
          assertThat(client.call(words.toArray(String[]::new)).isError()).isFalse();
        }
      }
      for (int i = 0; i < STRINGS; i++) {
        assertThat(client.call("SET", "string:" + i, MEGABYTE).text()).isEqualTo("OK");
        assertThat(client.call("XADD", "stream", "*", "field", MEGABYTE).isError()).isFalse();
        assertThat(client.call("RPUSH", "few", MEGABYTE).isError()).isFalse();
      }
    }
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @BeforeEach
  void connect() {
    client = server.connect();
    bystander = server.connect();
  }

  @AfterEach
  void othersAreServed() {
    assertThat(bystander.call("INCR", "counter").isError()).isFalse();
    assertThat(bystander.call("HLEN", "hash").asLong()).isEqualTo(ELEMENTS);
    bystander.close();
    client.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HGETALL hash",
        "HVALS hash",
        "SMEMBERS set",
        "SUNION set nothing",
        "SDIFF set nothing",
        "SINTER set set",
        "ZRANGE sorted 0 -1",
        "ZREVRANGEBYSCORE sorted +inf -inf WITHSCORES",
        "ZUNION 1 sorted",
        "ZINTER 2 sorted sorted",
        "ZDIFF 1 sorted",
        "LRANGE list 0 -1",
        "LRANGE few 0 -1",
        "SORT list ALPHA",
        "XRANGE stream - +",
        "XREVRANGE stream + -",
        "XREAD STREAMS stream 0",
      })
  void aReplyThatIsTooLargeIsRefused(String command) {
    assertThat(client.call(command.split(" ")).text()).isEqualTo(REPLY_TOO_LARGE);
  }

  @Test
  void whatWaitsForExecIsShown() {
    client.call("MULTI");
    client.call("SET", "k", "v");
    client.call("PING");
    assertThat(bystander.call("CLIENT", "LIST").text()).contains(" multi=2 ", " multi-mem=41 ");
    client.call("DISCARD");
    assertThat(bystander.call("CLIENT", "LIST").text()).doesNotContain("multi=2 ", "multi-mem=41");
  }

  @Test
  void severalValuesTogetherAreRefusedAndEachIsAnswered() {
    List<String> words = new ArrayList<>(List.of("MGET"));
    client.send("MULTI");
    assertThat(client.read().text()).isEqualTo("OK");
    for (int i = 0; i < STRINGS; i++) {
      words.add("string:" + i);
      assertThat(client.call("GET", "string:" + i).text()).isEqualTo("QUEUED");
    }
    assertThat(client.call("INCR", "unseen").text()).isEqualTo("QUEUED");
    assertThat(client.call("EXEC").text()).isEqualTo(REPLY_TOO_LARGE);
    assertThat(client.call("EXISTS", "unseen").asLong()).isZero();
    assertThat(client.call(words.toArray(String[]::new)).text()).isEqualTo(REPLY_TOO_LARGE);
    assertThat(client.call("GET", "string:7").text()).isEqualTo(MEGABYTE);
    assertThat(client.call("LRANGE", "list", "0", "9").children()).hasSize(10);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "COPY hash copy",
        "MOVE hash 1",
        "SUNIONSTORE copy set nothing",
        "EVAL for_i=1,40_do_redis.call('SET',KEYS[1]..i,ARGV[1])_end 1 copy",
        "EVAL for_i=1,40_do_redis.pcall('APPEND',KEYS[1],ARGV[1])_end 1 copy",
      })
  void whatWouldWriteTooMuchWritesNothing(String command) {
    String[] words = command.split(" ");
    if (words[0].equals("EVAL")) {
      words = new String[] {"EVAL", words[1].replace('_', ' '), "1", "copy", MEGABYTE};
    }
    assertThat(client.call(words).text()).isEqualTo(WRITES_TOO_LARGE);
    assertThat(client.call("EXISTS", "copy", "copy1", "copy2").asLong()).isZero();
  }

  /** Its pages stay where they are, whatever the slot of the new name. */
  @Test
  void aRenameWritesNoElements() {
    String length = client.call("HLEN", "hash").text();
    assertThat(client.call("RENAME", "hash", "copy").text()).isEqualTo("OK");
    assertThat(client.call("HLEN", "copy").text()).isEqualTo(length);
    assertThat(client.call("RENAME", "copy", "hash").text()).isEqualTo("OK");
  }

  @Test
  void whatWouldWriteTooMuchTakesTheWholeTransactionAlong() {
    client.call("MULTI");
    client.call("SET", "before", "1");
    client.call("COPY", "hash", "copy");
    assertThat(client.call("EXEC").text()).isEqualTo(WRITES_TOO_LARGE);
    assertThat(client.call("EXISTS", "before", "copy").asLong()).isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "local t = {} for i = 1, 1e8 do t[i] = i .. 'x' end",
        "local t = {} for i = 1, 1e8 do t = {t} end",
        "local s = 'x' for i = 1, 30 do s = s .. s end return #s",
        "local t = {} for i = 1, 40 do t[i] = redis.call('GET', 'string:' .. i % 40) end return t",
      })
  void aScriptThatTakesMuchMemoryIsEnded(String script) {
    assertThat(client.call("EVAL", script, "0").text()).contains("not enough memory");
  }

  @Test
  void aQueueThatGrowsTooLargeIsGivenUp() {
    client.call("MULTI");
    String answer = "QUEUED";
    for (int i = 0; i < STRINGS && answer.equals("QUEUED"); i++) {
      answer = client.call("SET", "queued", MEGABYTE).text();
    }
    assertThat(answer).isEqualTo(QUEUE_TOO_LARGE);
    assertThat(client.call("EXEC").text())
        .isEqualTo("EXECABORT Transaction discarded because of previous errors.");
    assertThat(client.call("EXISTS", "queued").asLong()).isZero();
  }

  @Test
  void repliesThatNobodyTakesStopThePipelineNotTheServer() {
    List<RawClient> idlers = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      RawClient idler = server.connect();
      idlers.add(idler);
      for (int j = 0; j < 10; j++) {
        idler.send("LRANGE", "list", "0", "50000");
      }
      idler.send("PING");
    }
    assertThat(bystander.call("PING").text()).isEqualTo("PONG");
    for (RawClient idler : idlers) {
      for (int j = 0; j < 10; j++) {
        assertThat(idler.read().children()).hasSize(50_001);
      }
      assertThat(idler.read().text()).isEqualTo("PONG");
      idler.close();
    }
  }
}
