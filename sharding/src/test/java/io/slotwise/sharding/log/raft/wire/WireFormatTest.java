package io.slotwise.sharding.log.raft.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.Arrays;
import java.util.HexFormat;
import org.apache.ratis.proto.RaftProtos.RaftPeerProto;
import org.apache.ratis.thirdparty.com.google.protobuf.ByteString;
import org.junit.jupiter.api.Test;

/** The bytes themselves: nodes of two versions read each other's. */
class WireFormatTest {

  private static final ByteString BODY = ByteString.copyFrom(new byte[] {0, (byte) 0xff, 7});

  private static void is(byte[] frame, String hex) {
    assertThat(HexFormat.of().formatHex(frame)).isEqualTo(hex);
  }

  @Test
  void framesAreWrittenDown() {
    is(WireFormat.greeting("c1", "ab"), "53575201" + "6331" + "00" + "6162");
    is(WireFormat.request(Kind.QUESTION, 0x0102, BODY), "06" + "0000000000000102" + "00ff07");
    is(WireFormat.answer(0x0102, BODY), "00" + "0000000000000102" + "00ff07");
    is(WireFormat.refusal(1, "no"), "01" + "0000000000000001" + "6e6f");
    RaftPeerProto peer = RaftPeerProto.newBuilder().setAddress("a:1").build();
    is(WireFormat.request(Kind.APPEND, -1, peer), "01" + "ffffffffffffffff" + "1203613a31");
  }

  @Test
  void kindsKeepTheirNumbers() {
    assertThat(Arrays.stream(Kind.values()).map(kind -> kind.number() + " " + kind))
        .containsExactly(
            "1 APPEND", "2 VOTE", "3 INSTALL", "4 ELECT", "5 CLIENT", "6 QUESTION", "7 PING");
    for (Kind kind : Kind.values()) {
      assertThat(Kind.of(kind.number())).isEqualTo(kind);
    }
    assertThat(Kind.of((byte) 0)).isNull();
    assertThat(Kind.of((byte) 8)).isNull();
    assertThat(Kind.of((byte) -1)).isNull();
  }

  @Test
  void whatIsBehindTheHeaderIsRead() throws IOException {
    RaftPeerProto peer = RaftPeerProto.newBuilder().setAddress("a:1").build();
    byte[] frame = WireFormat.request(Kind.VOTE, 9, peer);
    assertThat(WireFormat.call(frame)).isEqualTo(9);
    assertThat(WireFormat.body(frame, RaftPeerProto.parser())).isEqualTo(peer);
    assertThat(WireFormat.body(WireFormat.answer(9, BODY))).isEqualTo(BODY);
    byte[] torn = Arrays.copyOf(frame, frame.length - 1);
    assertThatThrownBy(() -> WireFormat.body(torn, RaftPeerProto.parser()))
        .isInstanceOf(IOException.class);
  }
}
