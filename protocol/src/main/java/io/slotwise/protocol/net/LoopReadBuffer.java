package io.slotwise.protocol.net;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.DefaultMaxMessagesRecvByteBufAllocator;
import io.netty.channel.RecvByteBufAllocator;

/**
 * One buffer that all reads of a loop go through. Bytes are copied out of it before the next read,
 * so nothing has to be allocated for a read and an idle connection holds nothing.
 */
final class LoopReadBuffer extends DefaultMaxMessagesRecvByteBufAllocator {

  private static final int READ_BYTES = 64 * 1024;

  /** Reads of one connection before the others have their turn. */
  private static final int READS_PER_TURN = 4;

  private ByteBuf buffer;

  LoopReadBuffer() {
    super(READS_PER_TURN);
  }

  @Override
  @SuppressWarnings("deprecation") // Netty's allocators for reads still answer with this type
  public RecvByteBufAllocator.Handle newHandle() {
    return new MaxMessageHandle() {
      @Override
      public int guess() {
        return READ_BYTES;
      }

      @Override
      public ByteBuf allocate(ByteBufAllocator allocator) {
        if (buffer == null) {
          buffer = allocator.directBuffer(READ_BYTES, READ_BYTES);
        }
        if (buffer.refCnt() > 1) {
          // Somebody still holds the last read: never here, but never wrong either.
          return allocator.directBuffer(READ_BYTES, READ_BYTES);
        }
        return buffer.clear().retain();
      }
    };
  }
}
