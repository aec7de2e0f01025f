package io.slotwise.sharding.log.raft;

import io.slotwise.sharding.log.ShardPicture;
import java.nio.ByteBuffer;

/**
 * A picture as a row of bytes, given out in pieces.
 *
 * <pre>
 * record   key length u32 | value length u32 | key | value
 * </pre>
 */
final class PictureStream implements AutoCloseable {

  static final int RECORD_HEADER_BYTES = 2 * Integer.BYTES;

  private final ShardPicture picture;

  /** What is left of the record under way. */
  private ByteBuffer record = ByteBuffer.allocate(0);

  private boolean ended;

  PictureStream(ShardPicture picture) {
    this.picture = picture;
  }

  ShardPicture picture() {
    return picture;
  }

  /** Fills the buffer as far as there is something; false if this was the end. */
  boolean fill(ByteBuffer target) {
    while (target.hasRemaining() && !ended) {
      if (record.hasRemaining()) {
        int length = Math.min(record.remaining(), target.remaining());
        target.put(record.array(), record.position(), length);
        record.position(record.position() + length);
      } else if (picture.next()) {
        record = record(picture.key(), picture.value());
      } else {
        ended = true;
      }
    }
    return !ended;
  }

  private static ByteBuffer record(byte[] key, byte[] value) {
    return ByteBuffer.allocate(RECORD_HEADER_BYTES + key.length + value.length)
        .putInt(key.length)
        .putInt(value.length)
        .put(key)
        .put(value)
        .flip();
  }

  @Override
  public void close() {
    picture.close();
  }
}
