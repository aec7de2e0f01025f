package io.slotwise.protocol.resp;

import static io.slotwise.protocol.Replies.array;
import static io.slotwise.protocol.Replies.bulk;
import static io.slotwise.protocol.Replies.integer;
import static org.assertj.core.api.Assertions.assertThat;

import io.slotwise.protocol.Bytes;
import io.slotwise.protocol.ErrorCode;
import io.slotwise.protocol.Errors;
import io.slotwise.protocol.PackedReplies;
import io.slotwise.protocol.Replies;
import io.slotwise.protocol.Reply;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each kind of reply in both protocol versions, and large replies in pieces. */
class ReplyEncoderTest {

  static List<Arguments> kinds() {
    List<Reply> two = List.of(bulk("a"), integer(1));
    return List.of(
        Arguments.of(Replies.OK, "+OK|", "+OK|"),
        Arguments.of(Replies.PONG, "+PONG|", "+PONG|"),
        Arguments.of(Replies.QUEUED, "+QUEUED|", "+QUEUED|"),
        Arguments.of(new Reply.Status("none"), "+none|", "+none|"),
        Arguments.of(bulk(""), "$0||", "$0||"),
        Arguments.of(bulk("ab"), "$2|ab|", "$2|ab|"),
        Arguments.of(bulk("0123456789"), "$10|0123456789|", "$10|0123456789|"),
        Arguments.of(integer(0), ":0|", ":0|"),
        Arguments.of(integer(-1), ":-1|", ":-1|"),
        Arguments.of(integer(10), ":10|", ":10|"),
        Arguments.of(integer(99), ":99|", ":99|"),
        Arguments.of(integer(100), ":100|", ":100|"),
        Arguments.of(integer(Long.MAX_VALUE), ":9223372036854775807|", ":9223372036854775807|"),
        Arguments.of(integer(Long.MIN_VALUE), ":-9223372036854775808|", ":-9223372036854775808|"),
        Arguments.of(new Reply.Dbl(1.5), "$3|1.5|", ",1.5|"),
        Arguments.of(new Reply.Dbl(Double.POSITIVE_INFINITY), "$3|inf|", ",inf|"),
        Arguments.of(new Reply.Bool(true), ":1|", "#t|"),
        Arguments.of(new Reply.Bool(false), ":0|", "#f|"),
        Arguments.of(new Reply.BigNumber("-123"), "$4|-123|", "(-123|"),
        Arguments.of(new Reply.Verbatim("txt", Bytes.of("hi")), "$2|hi|", "=6|txt:hi|"),
        Arguments.of(Replies.NIL, "$-1|", "_|"),
        Arguments.of(Replies.NIL_ARRAY, "*-1|", "_|"),
        Arguments.of(Replies.EMPTY_ARRAY, "*0|", "*0|"),
        Arguments.of(array(bulk("a"), array(Replies.NIL)), "*2|$1|a|*1|$-1|", "*2|$1|a|*1|_|"),
        Arguments.of(new Reply.MapOf(two), "*2|$1|a|:1|", "%1|$1|a|:1|"),
        Arguments.of(new Reply.SetOf(two), "*2|$1|a|:1|", "~2|$1|a|:1|"),
        Arguments.of(new Reply.Pairs(two), "*2|$1|a|:1|", "*1|*2|$1|a|:1|"),
        Arguments.of(new Reply.PairedMap(two), "*1|*2|$1|a|:1|", "%1|$1|a|:1|"),
        Arguments.of(new Reply.Push(two), "*2|$1|a|:1|", ">2|$1|a|:1|"),
        Arguments.of(new Reply.Sequence(two), "$1|a|:1|", "$1|a|:1|"),
        Arguments.of(Replies.NONE, "", ""),
        Arguments.of(Errors.syntax(), "-ERR syntax error|", "-ERR syntax error|"),
        Arguments.of(
            new Reply.Error(ErrorCode.ERR, "a\r\nb\u00ff"),
            "-ERR a  b\u00ff|",
            "-ERR a  b\u00ff|"));
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void eachKindLooksAsRedisSendsIt(Reply reply, String resp2, String resp3) {
    assertThat(encoded(reply, 2)).isEqualTo(resp2.replace("|", "\r\n"));
    assertThat(encoded(reply, 3)).isEqualTo(resp3.replace("|", "\r\n"));
  }

  @Test
  void numbersOfAnyLengthArePrinted() {
    for (long value = 1; value > 0; value *= 10) {
      for (long near : new long[] {value - 1, value, value + 1, -value, 1 - value}) {
        assertThat(encoded(new Reply.Int(near), 2)).isEqualTo(":" + near + "\r\n");
      }
    }
  }

  @Test
  void repliesCollectUntilTheyAreTruncated() {
    ReplyEncoder encoder = new ReplyEncoder();
    encoder.encode(Replies.OK, 2);
    int mark = encoder.length();
    encoder.encode(Replies.PONG, 2);
    assertThat(text(encoder.array(), mark, encoder.length())).isEqualTo("+PONG\r\n");
    encoder.truncate(mark);
    assertThat(text(encoder.array(), 0, encoder.length())).isEqualTo("+OK\r\n");
  }

  @Test
  void aLargeReplyLeavesPieceByPiece() {
    Reply value = bulk(Bytes.of("v".repeat(ReplyEncoder.LARGE_BYTES)));
    Reply large =
        array(
            new Reply.Array(Collections.nCopies(50_000, bulk("element"))),
            value,
            new Reply.Verbatim("txt", ((Reply.Bulk) value).bytes()));
    Pieces pieces = new Pieces();
    ReplyEncoder encoder = new ReplyEncoder();
    encoder.encode(Replies.OK, 3);
    int mark = encoder.length();
    encoder.encode(large, 3, mark, pieces);
    pieces.bytes(encoder.array(), mark, encoder.length());
    assertThat(pieces.text()).isEqualTo(encoded(large, 3));
    assertThat(pieces.large).hasSize(2);
    assertThat(encoder.array().length).isLessThan(4 * ReplyEncoder.LARGE_BYTES);
    assertThat(text(encoder.array(), 0, mark)).isEqualTo("+OK\r\n");
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3})
  void elementsThatMayWaitAreEncodedInPortionsWhenTheirTurnComes(int version) {
    List<Reply> members = PackedReplies.listFor(10_000);
    List<Reply> scored = PackedReplies.listFor(10_000);
    for (int i = 0; i < 10_000; i++) {
      members.add(bulk("member:" + i));
      scored.add(bulk("scored:" + i));
      scored.add(new Reply.Dbl(i / 8.0));
    }
    members.add(bulk(Bytes.of("v".repeat(ReplyEncoder.LARGE_BYTES))));
    members.add(bulk("last"));
    List<Reply> entries = new ArrayList<>();
    for (int i = 0; i < 10_000; i++) {
      entries.add(array(bulk(i + "-0"), array(bulk("field"), bulk("value"))));
    }
    Reply reply =
        array(
            new Reply.PairedMap(List.of(bulk("stream"), new Reply.Array(entries))),
            new Reply.SetOf(members),
            new Reply.Pairs(scored),
            Replies.OK,
            new Reply.PairedMap(scored),
            new Reply.MapOf(scored));
    Pieces pieces = new Pieces();
    pieces.areLater = true;
    ReplyEncoder encoder = new ReplyEncoder();
    encoder.encode(reply, version, 0, pieces);
    assertThat(encoder.array().length).isLessThan(2 * ReplyEncoder.LARGE_BYTES);
    pieces.bytes(encoder.array(), 0, encoder.length());
    encoder.truncate(0);
    assertThat(pieces.encodedBy(encoder)).isEqualTo(encoded(reply, version));
    assertThat(encoder.array().length).isLessThan(4 * ReplyEncoder.LARGE_BYTES);
    assertThat(encoder.length()).isZero();
  }

  private static String encoded(Reply reply, int version) {
    ReplyEncoder encoder = new ReplyEncoder();
    encoder.encode(reply, version);
    return text(encoder.array(), 0, encoder.length());
  }

  private static String text(byte[] array, int from, int to) {
    return new String(array, from, to - from, StandardCharsets.ISO_8859_1);
  }

  private static final class Pieces implements ReplyEncoder.Spill {

    private final ByteArrayOutputStream all = new ByteArrayOutputStream();
    private final List<Bytes> large = new ArrayList<>();
    private final List<Object> inOrder = new ArrayList<>();
    private boolean areLater;

    @Override
    public boolean later(PendingElements elements) {
      if (areLater) {
        inOrder.add(text());
        all.reset();
        inOrder.add(elements);
      }
      return areLater;
    }

    /** All pieces, with those elements that were to wait. */
    String encodedBy(ReplyEncoder encoder) {
      inOrder.add(text());
      StringBuilder whole = new StringBuilder();
      for (Object piece : inOrder) {
        if (piece instanceof PendingElements elements) {
          all.reset();
          int portions = 0;
          for (; elements.hasNext(); portions++) {
            encoder.encode(elements, this);
          }
          assertThat(portions).isGreaterThan(2);
          whole.append(text());
        } else {
          whole.append(piece);
        }
      }
      return whole.toString();
    }

    @Override
    public void bytes(byte[] array, int from, int to) {
      all.write(array, from, to - from);
    }

    @Override
    public void large(Bytes bytes) {
      large.add(bytes);
      all.writeBytes(bytes.toArray());
    }

    String text() {
      return all.toString(StandardCharsets.ISO_8859_1);
    }
  }
}
