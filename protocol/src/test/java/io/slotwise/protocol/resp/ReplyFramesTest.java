package io.slotwise.protocol.resp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReplyFramesTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "+OK\r\n",
        "-ERR no\r\n",
        ":17\r\n",
        "$5\r\nhello\r\n",
        "$0\r\n\r\n",
        "$-1\r\n",
        "*-1\r\n",
        "*0\r\n",
        "*2\r\n$1\r\na\r\n*1\r\n:1\r\n",
        "_\r\n",
        "#t\r\n",
        ",1.5\r\n",
        "(123456789012345678901234567890\r\n",
        "=7\r\ntxt:abc\r\n",
        "!5\r\nERR x\r\n",
        "%2\r\n+a\r\n:1\r\n+b\r\n*1\r\n_\r\n",
        "~2\r\n+a\r\n+b\r\n",
        "|1\r\n+ttl\r\n:5\r\n$1\r\nv\r\n",
        ">2\r\n+message\r\n+x\r\n",
        "$4\r\n\r\n\r\n\r\n"
      })
  void aReplyEndsWhereItEndsAndNotBefore(String reply) {
    byte[] bytes = ("??" + reply + "+NEXT\r\n").getBytes(StandardCharsets.ISO_8859_1);
    int end = 2 + reply.length();
    ReplyFrames frames = new ReplyFrames();
    assertThat(frames.endOf(bytes, 2, bytes.length)).isEqualTo(end);
    for (int to = 3; to < end; to++) {
      assertThat(new ReplyFrames().endOf(bytes, 2, to)).as("up to %s", to).isEqualTo(-1);
      // Bit by bit, and where the buffer was moved meanwhile.
      byte[] moved = Arrays.copyOfRange(bytes, 1, to);
      assertThat(frames.endOf(moved, 1, to - 1)).as("up to %s", to).isEqualTo(-1);
    }
    assertThat(frames.endOf(bytes, 2, bytes.length)).isEqualTo(end);
    assertThat(frames.endOf(bytes, end, bytes.length)).isEqualTo(bytes.length);
  }

  @Test
  void whatIsNoReplyIsRefused() {
    byte[] http = "HTTP/1.1 400\r\n".getBytes(StandardCharsets.ISO_8859_1);
    assertThatThrownBy(() -> new ReplyFrames().endOf(http, 0, http.length))
        .isInstanceOf(IllegalArgumentException.class);
    byte[] length = "$x\r\n".getBytes(StandardCharsets.ISO_8859_1);
    assertThatThrownBy(() -> new ReplyFrames().endOf(length, 0, length.length))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
