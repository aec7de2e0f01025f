package io.slotwise.scripting;

import io.slotwise.protocol.Reply;
import io.slotwise.protocol.resp.ReplyEncoder;
import java.nio.charset.StandardCharsets;

/** A reply as it goes over the wire, one char a byte. */
final class WireText {

  private WireText() {}

  static String resp2(Reply reply) {
    return of(reply, 2);
  }

  static String of(Reply reply, int respVersion) {
    ReplyEncoder encoder = new ReplyEncoder();
    encoder.encode(reply, respVersion);
    return new String(encoder.array(), 0, encoder.length(), StandardCharsets.ISO_8859_1);
  }
}
