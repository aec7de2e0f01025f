package io.slotwise.it.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import io.slotwise.it.harness.CliWords;
import io.slotwise.it.harness.RawClient;
import io.slotwise.it.harness.RedisOracle;
import io.slotwise.it.harness.Servers;
import io.slotwise.it.harness.TestServer;
import io.slotwise.protocol.Bytes;
import java.io.ByteArrayOutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.opentest4j.TestAbortedException;

/**
 * How a stream is cut into packets changes no reply; bytes that are no requests get the error that
 * redis-server gives and end that connection alone.
 */
class HostileInputTest {

  private static TestServer slotwise;
  private static TestServer redis;

  @BeforeContainer
  static void start() {
    slotwise = Servers.slotwise();
    if (RedisOracle.isInstalled()) {
      redis = RedisOracle.start();
    }
  }

  @AfterContainer
  static void stop() {
    slotwise.close();
    if (redis != null) {
      redis.close();
    }
  }

  /** A pipeline whose replies hang on nothing but itself. */
  private static byte[] pipeline(int requests, Random random) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (int i = 0; i < requests; i++) {
      byte[] value =
          new byte[random.nextInt(10) == 0 ? random.nextInt(40_000) : random.nextInt(30)];
      random.nextBytes(value);
      String key = "k" + random.nextInt(5);
      switch (random.nextInt(6)) {
        case 0 -> out.writeBytes(request("SET", key, value));
        case 1 -> out.writeBytes(request("GET", key, null));
        case 2 -> out.writeBytes(request("ECHO", null, value));
        case 3 -> out.writeBytes(request("STRLEN", key, null));
        case 4 -> out.writeBytes(Bytes.of("EXISTS " + key + " " + key + "\r\n").toArray());
        default -> out.writeBytes(request("NOSUCH", key, null));
      }
    }
    return out.toByteArray();
  }

  private static byte[] request(String name, String key, byte[] value) {
    List<Bytes> words = new ArrayList<>(List.of(Bytes.of(name)));
    if (key != null) {
      words.add(Bytes.of(key));
    }
    if (value != null) {
      words.add(Bytes.wrap(value));
    }
    return RawClient.encode(words);
  }

  @Property(tries = 60, edgeCases = EdgeCasesMode.NONE)
  void anySplitOfAPipelineGetsTheSameReplies(
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 60) int requests,
      @ForAll @IntRange(min = 0, max = 30) int cuts) {
    Random random = new Random(seed);
    byte[] stream = pipeline(requests, random);
    TreeSet<Integer> at =
        IntStream.range(0, cuts)
            .mapToObj(i -> random.nextInt(stream.length + 1))
            .collect(Collectors.toCollection(TreeSet::new));
    at.add(stream.length);

    String whole = replies(slotwise, List.of(stream));
    int from = 0;
    List<byte[]> pieces = new ArrayList<>();
    for (int to : at) {
      pieces.add(Arrays.copyOfRange(stream, from, to));
      from = to;
    }
    assertThat(replies(slotwise, pieces)).isEqualTo(whole);
  }

  @Property(tries = 3, edgeCases = EdgeCasesMode.NONE)
  void aStreamOfSingleBytesGetsTheSameReplies(@ForAll long seed) {
    byte[] stream = pipeline(10, new Random(seed));
    byte[] head = Arrays.copyOf(stream, Math.min(stream.length, 2_000));
    List<byte[]> bytes =
        IntStream.range(0, head.length).mapToObj(i -> new byte[] {head[i]}).toList();
    assertThat(replies(slotwise, bytes)).isEqualTo(replies(slotwise, List.of(head)));
  }

  @Provide
  Arbitrary<byte[]> garbage() {
    Arbitrary<String> scraps =
        Arbitraries.of(
            "*1\r\n",
            "*2\r\n",
            "$4\r\n",
            "$-1\r\n",
            "$0\r\n",
            "*-1\r\n",
            "*0\r\n",
            "PING",
            "\r\n",
            "\n",
            "\r",
            "$",
            "*",
            "+OK\r\n",
            ":1\r\n",
            "-ERR\r\n",
            "*1\r\n$4\r\nPING\r\n",
            "\"",
            "'",
            "\\x",
            " ",
            "\0",
            "\u00ff",
            "GET a\r\n",
            "*99999999999\r\n",
            "$99999999999\r\n",
            "*3\r\n$3\r\nSET\r\n$1\r\na\r\n$1\r\nb\r\n",
            "*1\r\n$5\r\n",
            "%2\r\n",
            "_\r\n",
            "*1a\r\n",
            "*+1\r\n",
            "*01\r\n",
            "$04\r\n",
            "* 1\r\n",
            "*1\n$4\nPING\n",
            "*\r\n");
    return scraps
        .list()
        .ofMinSize(1)
        .ofMaxSize(12)
        .map(all -> String.join("", all).getBytes(StandardCharsets.ISO_8859_1));
  }

  @Property(tries = 300, edgeCases = EdgeCasesMode.NONE)
  void garbageIsAnsweredAsByRedisAndEndsOnlyItsConnection(@ForAll("garbage") byte[] garbage) {
    if (redis == null) {
      throw new TestAbortedException("no redis-server");
    }
    try (RawClient bystander = slotwise.connect()) {
      bystander.call("SELECT", "3");
      assertThat(replies(slotwise, List.of(garbage)))
          .as("sent: %s", CliWords.escape(Bytes.wrap(garbage).latin1()))
          .isEqualTo(replies(redis, List.of(garbage)));
      assertThat(bystander.call("PING", "still here").text()).isEqualTo("still here");
    }
  }

  /** All reply bytes up to the end of the connection, which we ask for by ending our half. */
  private static String replies(TestServer server, List<byte[]> pieces) {
    try (RawClient cleaner = server.connect()) {
      cleaner.call("FLUSHALL");
    }
    try (RawClient client = server.connect()) {
      Thread writer = new Thread(() -> write(client, pieces));
      writer.start();
      return CliWords.escape(Bytes.wrap(client.readToEnd()).latin1());
    }
  }

  private static void write(RawClient client, List<byte[]> pieces) {
    try {
      pieces.forEach(client::sendRaw);
      client.endOutput();
    } catch (UncheckedIOException closed) {
      // The server has ended the connection at the first bad byte: the rest has no reader.
    }
  }
}
