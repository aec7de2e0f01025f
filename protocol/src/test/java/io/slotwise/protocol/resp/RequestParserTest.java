package io.slotwise.protocol.resp;

import static org.assertj.core.api.Assertions.assertThat;

import io.slotwise.protocol.Args;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What the parser takes and refuses. The tables are redis-server 7.0.15's own answers. */
class RequestParserTest {

  private static final long MIB = 1024 * 1024;

  private final RequestParser parser =
      new RequestParser(RequestLimits.fixed(512 * MIB, 1024 * MIB));

  static List<Arguments> protocolErrors() {
    return List.of(
        Arguments.of("*x\r\n", "invalid multibulk length"),
        Arguments.of("*\r\n", "invalid multibulk length"),
        Arguments.of("*-0\r\nPING\r\n", "invalid multibulk length"),
        Arguments.of("*01\r\n", "invalid multibulk length"),
        Arguments.of("*+1\r\n", "invalid multibulk length"),
        Arguments.of("* 1\r\n", "invalid multibulk length"),
        Arguments.of("*2147483648\r\n", "invalid multibulk length"),
        Arguments.of("*99999999999999999999\r\n", "invalid multibulk length"),
        Arguments.of("*1\r\nx4\r\nPING\r\n", "expected '$', got 'x'"),
        Arguments.of("*1\r\n\u00ff4\r\n", "expected '$', got '\u00ff'"),
        Arguments.of("*1\r\n$-1\r\n", "invalid bulk length"),
        Arguments.of("*1\r\n$x\r\n", "invalid bulk length"),
        Arguments.of("*1\r\n$\r\n", "invalid bulk length"),
        Arguments.of("*1\r\n$01\r\n", "invalid bulk length"),
        Arguments.of("*1\r\n$536870913\r\n", "invalid bulk length"),
        Arguments.of("*3\r\n$3\r\nSET\r\n$1\r\na\r\n$\r\n", "invalid bulk length"),
        Arguments.of("PING \"a\r\n", "unbalanced quotes in request"),
        Arguments.of("PING 'a\r\n", "unbalanced quotes in request"),
        Arguments.of("PING \"a\"b\r\n", "unbalanced quotes in request"),
        Arguments.of("PING 'a'b\r\n", "unbalanced quotes in request"),
        Arguments.of("PING 'a''b'\r\n", "unbalanced quotes in request"),
        Arguments.of("PING \"\\\"\r\n", "unbalanced quotes in request"),
        Arguments.of("PING '\\'\r\n", "unbalanced quotes in request"),
        Arguments.of("ECHO \"a\nb\"\r\n", "unbalanced quotes in request"),
        Arguments.of("\u0016\u0003\u0001\u0002", "TLS on a port that speaks none"),
        Arguments.of("A".repeat(65537), "too big inline request"),
        Arguments.of("*" + "1".repeat(65536), "too big mbulk count string"),
        Arguments.of("*1\r\n$" + "1".repeat(65536), "too big bulk count string"),
        Arguments.of("*1\r\n" + "x".repeat(65537), "too big bulk count string"));
  }

  @ParameterizedTest
  @MethodSource("protocolErrors")
  void badInputIsRefusedInRedisWords(String input, String message) {
    feed(input);
    assertThat(batch()).isEmpty();
    assertThat(parser.protocolError()).isEqualTo("Protocol error: " + message);
    assertThat(parser.pendingBytes()).isZero();
  }

  static List<Arguments> incomplete() {
    return List.of(
        Arguments.of("*1"),
        Arguments.of("*1\r"),
        Arguments.of("*2147483647\r\n"),
        Arguments.of("*1\r\n$536870912\r\n"),
        Arguments.of("*1\r\n$4\r\nPING"),
        Arguments.of("*1\r\n$4\r\nPING\r"),
        Arguments.of("PING \"a\\"),
        Arguments.of("A".repeat(65536)),
        Arguments.of("*" + "1".repeat(65535)),
        Arguments.of("*1\r\n$" + "1".repeat(65535)),
        // A NUL byte hides the end of its line.
        Arguments.of("*1\r\n\0\r\n"),
        Arguments.of("\0PING\r\n"),
        Arguments.of("PI\0NG\r\n"),
        Arguments.of("*1\0\r\n$4\r\nPING\r\n"));
  }

  @ParameterizedTest
  @MethodSource("incomplete")
  void incompleteInputWaitsForMore(String input) {
    feed(input);
    assertThat(batch()).isEmpty();
    assertThat(parser.protocolError()).isNull();
    assertThat(parser.pendingBytes()).isPositive();
  }

  static List<Arguments> accepted() {
    return List.of(
        Arguments.of("*1\r\n$4\r\nPING\r\n", "[PING]"),
        Arguments.of("*1\rX$4\rXPINGxx", "[PING]"),
        Arguments.of("*-5\r\nPING\r\n", "[PING]"),
        Arguments.of("*0\r\n*-1\r\n", ""),
        Arguments.of("\r\n\n   \r\n", ""),
        Arguments.of("*1\r\n$0\r\n\r\n", "[]"),
        Arguments.of("\"\"\r\n", "[]"),
        Arguments.of("PING\n", "[PING]"),
        Arguments.of("PING\r\r\n", "[PING]"),
        Arguments.of("*1\r\n$4\r\nPINGabPING\r\n", "[PING][PING]"),
        Arguments.of("PING a\"b\"\r\n", "[PING|ab]"),
        Arguments.of("PING \"a\" 'b'\r\n", "[PING|a|b]"),
        Arguments.of("PING '' \"\" \r\n", "[PING||]"),
        Arguments.of("PING\t\u000b\u000ca\r\n", "[PING|a]"),
        Arguments.of("PING\u000ba\r\n", "[PING\u000ba]"),
        Arguments.of("PING \u00a0a\r\n", "[PING|\u00a0a]"),
        Arguments.of("ECHO \\x41 a\\\r\n", "[ECHO|\\x41|a\\]"),
        Arguments.of("PING 'a\\'b\\n'\r\n", "[PING|a'b\\n]"),
        Arguments.of(
            "PING \"\\x41\\n\\r\\t\\b\\a\\q\\\"\\\\\\xZZ\\x4\"\r\n",
            "[PING|A\n\r\t\b\u0007q\"\\xZZx4]"));
  }

  @ParameterizedTest
  @MethodSource("accepted")
  void goodInputBecomesRequests(String input, String expected) {
    feed(input);
    assertThat(shown(batch())).isEqualTo(expected);
    assertThat(parser.protocolError()).isNull();
    assertThat(parser.pendingBytes()).isZero();
  }

  @Test
  void requestsBeforeAnErrorAreServed() {
    feed("PING\r\n*1\r\nx\r\n");
    assertThat(shown(batch())).isEqualTo("[PING]");
    assertThat(parser.protocolError()).isEqualTo("Protocol error: expected '$', got 'x'");
  }

  @Test
  void aClientThatHasNotAuthenticatedMaySendLittle() {
    assertThat(errorOfUnauthenticated("*10\r\n")).isNull();
    assertThat(errorOfUnauthenticated("*11\r\n"))
        .isEqualTo("Protocol error: unauthenticated multibulk length");
    assertThat(errorOfUnauthenticated("*1\r\n$16384\r\n")).isNull();
    assertThat(errorOfUnauthenticated("*1\r\n$16385\r\n"))
        .isEqualTo("Protocol error: unauthenticated bulk length");
    assertThat(errorOfUnauthenticated("*1\r\n$536870913\r\n"))
        .isEqualTo("Protocol error: invalid bulk length");
    assertThat(errorOfUnauthenticated("*2147483648\r\n"))
        .isEqualTo("Protocol error: invalid multibulk length");
  }

  @Test
  void anAuthenticationInTheSameReadLiftsTheLimits() {
    for (String big : List.of("*11\r\n", "*1\r\n$20000\r\n")) {
      RequestParser fresh = new RequestParser(RequestLimits.fixed(512 * MIB, 1024 * MIB));
      fresh.setUnauthenticated(true);
      byte[] input = bytes("AUTH x\r\n" + big);
      fresh.feed(input, 0, input.length);
      assertThat(fresh.nextBatch(100)).hasSize(1);
      assertThat(fresh.protocolError()).isNull();
      fresh.setUnauthenticated(false);
      assertThat(fresh.nextBatch(100)).isEmpty();
      assertThat(fresh.protocolError()).isNull();
    }
  }

  @Test
  void aBatchHasNoMoreRequestsThanAskedFor() {
    feed("A\r\nB\r\nC\r\n");
    assertThat(shown(parser.nextBatch(2))).isEqualTo("[A][B]");
    assertThat(shown(parser.nextBatch(2))).isEqualTo("[C]");
    assertThat(parser.nextBatch(2)).isEmpty();
  }

  @Test
  void aPromisedLengthCostsNothing() {
    feed("*3\r\n$3\r\nSET\r\n$1\r\na\r\n$536870912\r\n");
    assertThat(batch()).isEmpty();
    assertThat(parser.array().length).isLessThan(1024);
    feed("*2147483647\r\n");
    assertThat(parser.array().length).isLessThan(1024);
  }

  @Test
  void aLargeValueIsCopiedAConstantNumberOfTimes() {
    int valueBytes = 16 * 1024 * 1024;
    feed("*2\r\n$4\r\nECHO\r\n$" + valueBytes + "\r\n");
    long moved = 0;
    byte[] before = null;
    byte[] chunk = new byte[16 * 1024];
    for (int sent = 0; sent < valueBytes; sent += chunk.length) {
      assertThat(batch()).isEmpty();
      int pending = parser.pendingBytes();
      parser.feed(chunk, 0, chunk.length);
      moved += parser.array() == before ? 0 : pending;
      before = parser.array();
      assertThat(parser.array().length).isLessThanOrEqualTo(2 * (sent + 2 * chunk.length));
    }
    feed("\r\n");
    assertThat(batch().get(0).length(1)).isEqualTo(valueBytes);
    assertThat(moved).isLessThan(2L * valueBytes);
  }

  @Test
  void aParserWithNothingPendingHoldsNoArray() {
    feed("PING\r\n");
    assertThat(batch()).hasSize(1);
    assertThat(parser.array()).isEmpty();
  }

  @Test
  void halfARequestDoesNotKeepTheWholeRead() {
    feed("PING\r\n".repeat(5000) + "*1\r\n");
    parser.nextBatch(Integer.MAX_VALUE);
    assertThat(parser.array().length).isLessThan(100);
  }

  @Test
  void bytesOfARequestHandedOutAreNotOverwritten() {
    feed("ECHO one\r\nEC");
    Args first = batch().get(0);
    feed("HO two\r\n");
    assertThat(shown(batch())).isEqualTo("[ECHO|two]");
    assertThat(shown(List.of(first))).isEqualTo("[ECHO|one]");
  }

  @Test
  void moreWaitingThanTheLimitIsNoticed() {
    RequestParser small = new RequestParser(RequestLimits.fixed(512 * MIB, MIB));
    byte[] head = bytes("*2\r\n$4\r\nECHO\r\n$2097152\r\n");
    small.feed(head, 0, head.length);
    assertThat(small.nextBatch(1)).isEmpty();
    byte[] part = new byte[(int) MIB];
    small.feed(part, 0, part.length);
    assertThat(small.isOverLimit()).isFalse();
    small.feed(part, 0, 1);
    assertThat(small.isOverLimit()).isTrue();
  }

  @Test
  void aRequestThatTheHeapHasNoRoomForIsRefusedAtItsHeader() {
    RequestParser small = new RequestParser(RequestLimits.fixed(512 * MIB, 1024 * MIB, 2 * MIB));
    byte[] fits = bytes("*2\r\n$4\r\nECHO\r\n$1048576\r\n" + "v".repeat((int) MIB) + "\r\n");
    small.feed(fits, 0, fits.length);
    assertThat(small.nextBatch(1)).hasSize(1);
    byte[] first = bytes("*3\r\n$4\r\nMGET\r\n$1048576\r\n" + "v".repeat((int) MIB) + "\r\n");
    small.feed(first, 0, first.length);
    assertThat(small.nextBatch(1)).isEmpty();
    assertThat(small.protocolError()).isNull();
    byte[] second = bytes("$1048576\r\n");
    small.feed(second, 0, second.length);
    assertThat(small.nextBatch(1)).isEmpty();
    assertThat(small.protocolError())
        .isEqualTo("Protocol error: the request is larger than this heap allows");
  }

  private String errorOfUnauthenticated(String input) {
    RequestParser fresh = new RequestParser(RequestLimits.fixed(512 * MIB, 1024 * MIB));
    fresh.setUnauthenticated(true);
    byte[] sent = bytes(input);
    fresh.feed(sent, 0, sent.length);
    fresh.nextBatch(10);
    return fresh.protocolError();
  }

  private void feed(String input) {
    byte[] sent = bytes(input);
    parser.feed(sent, 0, sent.length);
  }

  private List<Args> batch() {
    return parser.nextBatch(1000);
  }

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  static String shown(List<Args> requests) {
    StringBuilder text = new StringBuilder();
    for (Args request : requests) {
      List<String> words = new ArrayList<>();
      for (int i = 0; i < request.count(); i++) {
        words.add(request.get(i).latin1());
      }
      text.append(words.stream().collect(Collectors.joining("|", "[", "]")));
    }
    return text.toString();
  }
}
