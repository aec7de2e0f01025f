package io.slotwise.sharding.log;

import java.io.IOException;
import java.nio.file.Path;

/** Segment files on a disk that can be full, or unable to sync, or slow to sync. */
public final class FailingFiles implements SegmentFiles {

  /** How many more bytes the disk takes. */
  public volatile long roomBytes = Long.MAX_VALUE;

  public volatile boolean syncFails;

  /** Held by a test that does not want syncs to end. */
  public final java.util.concurrent.Semaphore syncs =
      new java.util.concurrent.Semaphore(Integer.MAX_VALUE / 2);

  @Override
  public SegmentFile create(Path path) throws IOException {
    SegmentFile file = SegmentFiles.DISK.create(path);
    return new SegmentFile() {
      @Override
      public void write(byte[] bytes, int from, int count, long offset) throws IOException {
        int fits = (int) Math.min(count, roomBytes);
        file.write(bytes, from, fits, offset);
        roomBytes -= fits;
        if (fits < count) {
          throw new IOException("No space left on device");
        }
      }

      @Override
      public void truncate(long size) throws IOException {
        file.truncate(size);
      }

      @Override
      public void sync() throws IOException {
        syncs.acquireUninterruptibly();
        try {
          if (syncFails) {
            throw new IOException("Input/output error");
          }
          file.sync();
        } finally {
          syncs.release();
        }
      }

      @Override
      public void close() throws IOException {
        file.close();
      }
    };
  }
}
