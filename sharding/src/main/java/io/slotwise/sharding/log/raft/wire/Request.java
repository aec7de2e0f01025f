package io.slotwise.sharding.log.raft.wire;

import io.slotwise.protocol.net.FrameLink;
import java.io.IOException;
import org.apache.ratis.thirdparty.com.google.protobuf.ByteString;
import org.apache.ratis.thirdparty.com.google.protobuf.MessageLite;
import org.apache.ratis.thirdparty.com.google.protobuf.Parser;
import org.apache.ratis.util.JavaUtils;

/** What another node wants to know; answered once, from any thread. */
final class Request {

  private final FrameLink from;
  private final Kind kind;
  private final byte[] frame;

  Request(FrameLink from, Kind kind, byte[] frame) {
    this.from = from;
    this.kind = kind;
    this.frame = frame;
  }

  Kind kind() {
    return kind;
  }

  ByteString body() {
    return WireFormat.body(frame);
  }

  <T> T body(Parser<T> parser) throws IOException {
    return WireFormat.body(frame, parser);
  }

  void answer(MessageLite body) {
    from.send(WireFormat.answer(WireFormat.call(frame), body));
  }

  void answer(ByteString body) {
    from.send(WireFormat.answer(WireFormat.call(frame), body));
  }

  void refuse(Throwable why) {
    String cause = JavaUtils.unwrapCompletionException(why).toString();
    from.send(WireFormat.refusal(WireFormat.call(frame), cause));
  }

  /** One of the two, as it has turned out. */
  void settle(MessageLite body, Throwable why) {
    if (why == null) {
      answer(body);
    } else {
      refuse(why);
    }
  }
}
