package io.slotwise.protocol.resp;

import static org.assertj.core.api.Assertions.assertThat;

import io.slotwise.protocol.Args;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.IntRange;

/** What holds for any input, however it is split into reads and batches. */
class RequestParserPropertyTest {

  private static final RequestLimits LIMITS = RequestLimits.fixed(1 << 20, 1 << 20);

  @Property(tries = 500)
  void anySplitGivesTheSameRequests(
      @ForAll("requests") List<List<byte[]>> requests,
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 64) int chunkMax,
      @ForAll @IntRange(min = 1, max = 10) int batchMax) {
    byte[] input = encoded(requests);
    List<String> expected = new ArrayList<>();
    for (List<byte[]> request : requests) {
      StringBuilder words = new StringBuilder();
      request.forEach(word -> words.append(latin1(word)).append('\n'));
      expected.add(words.toString());
    }
    Outcome whole = parse(input, new Random(seed), input.length + 1, Integer.MAX_VALUE);
    Outcome split = parse(input, new Random(seed), chunkMax, batchMax);
    assertThat(whole.requests()).isEqualTo(expected);
    assertThat(split).isEqualTo(whole);
    assertThat(split.error()).isNull();
    assertThat(split.pendingBytes()).isZero();
  }

  @Property(tries = 2000)
  void garbageGivesAProtocolErrorAtMostAndTheSameInAnySplit(
      @ForAll("garbage") byte[] input,
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 16) int chunkMax,
      @ForAll @IntRange(min = 1, max = 10) int batchMax) {
    Outcome whole = parse(input, new Random(seed), input.length + 1, Integer.MAX_VALUE);
    Outcome split = parse(input, new Random(seed), chunkMax, batchMax);
    assertThat(split).isEqualTo(whole);
    if (whole.error() != null) {
      assertThat(whole.error()).startsWith("Protocol error: ").hasSizeLessThan(64);
    }
  }

  @Provide
  Arbitrary<List<List<byte[]>>> requests() {
    Arbitrary<byte[]> words =
        Arbitraries.bytes()
            .array(byte[].class)
            .ofMaxSize(300)
            .edgeCases(config -> config.add(new byte[0], new byte[9], new byte[10], new byte[100]));
    return words.list().ofMinSize(1).ofMaxSize(80).list().ofMaxSize(8);
  }

  @Provide
  Arbitrary<byte[]> garbage() {
    Arbitrary<Character> telling =
        Arbitraries.of('*', '$', '0', '1', '2', '4', '-', '\r', '\n', ' ', '"', '\'', '\\', 'x');
    Arbitrary<Character> any = Arbitraries.chars().range((char) 0, (char) 255);
    Arbitrary<String> scraps =
        Arbitraries.frequencyOf(
            Tuple.of(6, telling.map(String::valueOf)),
            Tuple.of(1, any.map(String::valueOf)),
            Tuple.of(3, Arbitraries.of("\r\n", "*1\r\n", "$1\r\n", "*2\r\n$0\r\n")));
    return scraps
        .list()
        .ofMaxSize(40)
        .map(parts -> String.join("", parts).getBytes(StandardCharsets.ISO_8859_1));
  }

  private record Outcome(List<String> requests, String error, int pendingBytes) {}

  private static Outcome parse(byte[] input, Random random, int chunkMax, int batchMax) {
    RequestParser parser = new RequestParser(LIMITS);
    List<String> requests = new ArrayList<>();
    for (int at = 0; at < input.length && parser.protocolError() == null; ) {
      int size = Math.min(input.length - at, 1 + random.nextInt(chunkMax));
      parser.feed(input, at, at + size);
      at += size;
      for (List<Args> batch = parser.nextBatch(batchMax);
          !batch.isEmpty();
          batch = parser.nextBatch(batchMax)) {
        batch.forEach(request -> requests.add(words(request)));
      }
    }
    return new Outcome(requests, parser.protocolError(), parser.pendingBytes());
  }

  private static String words(Args request) {
    StringBuilder words = new StringBuilder();
    for (int i = 0; i < request.count(); i++) {
      words.append(request.get(i).latin1()).append('\n');
    }
    return words.toString();
  }

  private static byte[] encoded(List<List<byte[]>> requests) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (List<byte[]> request : requests) {
      out.writeBytes(("*" + request.size() + "\r\n").getBytes(StandardCharsets.US_ASCII));
      for (byte[] word : request) {
        out.writeBytes(("$" + word.length + "\r\n").getBytes(StandardCharsets.US_ASCII));
        out.writeBytes(word);
        out.writeBytes("\r\n".getBytes(StandardCharsets.US_ASCII));
      }
    }
    return out.toByteArray();
  }

  private static String latin1(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }
}
