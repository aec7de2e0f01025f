package io.slotwise.protocol.resp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slotwise.protocol.Bytes;
import io.slotwise.protocol.Errors;
import io.slotwise.protocol.Replies;
import io.slotwise.protocol.Reply;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the encoder has written is read back as it was. */
class ReplyDecoderTest {

  /** Those that are the same in both versions. */
  static List<Reply> plain() {
    return List.of(
        Replies.OK,
        Replies.integer(-7),
        Replies.bulk("a\r\nb"),
        Replies.EMPTY_BULK,
        Replies.NIL,
        Replies.EMPTY_ARRAY,
        Replies.array(Replies.bulk("x"), Replies.array(Replies.ONE), Replies.NIL),
        Errors.wrongType(),
        Errors.slotNotServed());
  }

  static List<Reply> ofThree() {
    return List.of(
        new Reply.Dbl(1.5),
        new Reply.Dbl(Double.NEGATIVE_INFINITY),
        new Reply.Bool(true),
        new Reply.BigNumber("123456789012345678901234567890"),
        new Reply.Verbatim("txt", Bytes.of("text")),
        new Reply.MapOf(List.of(Replies.bulk("k"), Replies.ONE)),
        new Reply.SetOf(List.of(Replies.bulk("m"))),
        new Reply.Push(List.of(Replies.bulk("message"))));
  }

  private static Bytes encoded(Reply reply, int respVersion) {
    ReplyEncoder encoder = new ReplyEncoder();
    encoder.encode(reply, respVersion);
    return Bytes.wrap(Arrays.copyOf(encoder.array(), encoder.length()));
  }

  @ParameterizedTest
  @MethodSource("plain")
  void isReadBackInBothVersions(Reply reply) {
    assertThat(ReplyDecoder.decode(encoded(reply, 2))).isEqualTo(reply);
    assertThat(ReplyDecoder.decode(encoded(reply, 3))).isEqualTo(reply);
  }

  @ParameterizedTest
  @MethodSource("ofThree")
  void isReadBackInVersionThree(Reply reply) {
    assertThat(ReplyDecoder.decode(encoded(reply, 3))).isEqualTo(reply);
  }

  @ParameterizedTest
  @ValueSource(strings = {"?1\r\n", ":1\r\n:2\r\n", ":x\r\n"})
  void otherThingsAreNoReply(String text) {
    assertThatThrownBy(() -> ReplyDecoder.decode(Bytes.of(text)))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
