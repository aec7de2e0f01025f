package io.slotwise.sharding.log.raft.wire;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.apache.ratis.thirdparty.com.google.protobuf.ByteString;
import org.apache.ratis.thirdparty.com.google.protobuf.CodedInputStream;
import org.apache.ratis.thirdparty.com.google.protobuf.CodedOutputStream;
import org.apache.ratis.thirdparty.com.google.protobuf.MessageLite;
import org.apache.ratis.thirdparty.com.google.protobuf.Parser;
import org.apache.ratis.thirdparty.com.google.protobuf.UnsafeByteOperations;

/**
 * What is in a frame:
 *
 * <pre>
 * greeting  "SWR" | version u8 | the cluster's id | 0 u8 | id of the node that is meant
 * request   kind u8 | call i64 | body
 * answer    0 u8 | call i64 | body
 * refusal   1 u8 | call i64 | why
 * </pre>
 *
 * Who dials greets first and only then asks; answers come in any order.
 */
final class WireFormat {

  static final int HEADER_BYTES = 1 + Long.BYTES;

  /** A longer array fills regions of its own in a small heap, and is never moved. */
  private static final int KEPT_BYTES_MAX = 500 << 10;

  private static final byte[] MAGIC = {'S', 'W', 'R', 1};
  private static final byte ANSWER = 0;
  private static final byte REFUSAL = 1;

  private WireFormat() {}

  static byte[] greeting(String clusterId, String nodeId) {
    byte[] words = (clusterId + '\0' + nodeId).getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(MAGIC.length + words.length).put(MAGIC).put(words).array();
  }

  /** Whether it is one to this node, as a member of this cluster. */
  static boolean isGreeting(byte[] frame, String clusterId, String nodeId) {
    return Arrays.equals(frame, greeting(clusterId, nodeId));
  }

  static byte[] request(Kind kind, long call, MessageLite body) {
    return frame(kind.number(), call, body);
  }

  static byte[] request(Kind kind, long call, ByteString body) {
    return frame(kind.number(), call, body);
  }

  static byte[] answer(long call, MessageLite body) {
    return frame(ANSWER, call, body);
  }

  static byte[] answer(long call, ByteString body) {
    return frame(ANSWER, call, body);
  }

  static byte[] refusal(long call, String why) {
    return frame(REFUSAL, call, ByteString.copyFromUtf8(why));
  }

  private static byte[] frame(byte first, long call, ByteString body) {
    byte[] frame = new byte[HEADER_BYTES + body.size()];
    ByteBuffer.wrap(frame).put(first).putLong(call);
    body.copyTo(frame, HEADER_BYTES);
    return frame;
  }

  private static byte[] frame(byte first, long call, MessageLite body) {
    int size = body.getSerializedSize();
    byte[] frame = new byte[HEADER_BYTES + size];
    ByteBuffer.wrap(frame).put(first).putLong(call);
    try {
      body.writeTo(CodedOutputStream.newInstance(frame, HEADER_BYTES, size));
    } catch (IOException e) {
      throw new UncheckedIOException("an array of the right size has room", e);
    }
    return frame;
  }

  /** Of a request; null where this release knows none such. */
  static Kind kind(byte[] frame) {
    return frame.length < HEADER_BYTES ? null : Kind.of(frame[0]);
  }

  static boolean isRefusal(byte[] frame) {
    return frame[0] == REFUSAL;
  }

  static long call(byte[] frame) {
    return ByteBuffer.wrap(frame).getLong(1);
  }

  /** What is behind the header. */
  static ByteString body(byte[] frame) {
    return ByteString.copyFrom(frame, HEADER_BYTES, frame.length - HEADER_BYTES);
  }

  /**
   * The same as a message, which may keep the frame: it must not be changed any more. Of one that
   * is too large to be moved on the heap it has copies, because entries stay there for long.
   *
   * @throws IOException when it is none
   */
  static <T> T body(byte[] frame, Parser<T> parser) throws IOException {
    CodedInputStream in =
        UnsafeByteOperations.unsafeWrap(frame, HEADER_BYTES, frame.length - HEADER_BYTES)
            .newCodedInput();
    in.enableAliasing(frame.length <= KEPT_BYTES_MAX);
    return parser.parseFrom(in);
  }
}
