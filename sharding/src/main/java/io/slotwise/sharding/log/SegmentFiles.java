package io.slotwise.sharding.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Opens segment files for writing: the seam at which tests let a disk fail. */
public interface SegmentFiles {

  /** A new empty file; one of the same name is emptied. The folder's entry is synced too. */
  SegmentFile create(Path path) throws IOException;

  /** The real thing. */
  SegmentFiles DISK = SegmentFiles::createOnDisk;

  private static SegmentFile createOnDisk(Path path) throws IOException {
    FileChannel channel =
        FileChannel.open(
            path,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE);
    return new SegmentFile() {
      @Override
      public void write(ByteBuffer bytes, long offset) throws IOException {
        long at = offset;
        while (bytes.hasRemaining()) {
          at += channel.write(bytes, at);
        }
      }

      @Override
      public void truncate(long size) throws IOException {
        channel.truncate(size);
      }

      @Override
      public void sync() throws IOException {
        channel.force(false);
      }

      @Override
      public void close() throws IOException {
        channel.close();
      }
    };
  }

  /** One file that is written from front to back. */
  interface SegmentFile extends AutoCloseable {

    /** Writes all remaining bytes at the offset, or throws with any part of them written. */
    void write(ByteBuffer bytes, long offset) throws IOException;

    void truncate(long size) throws IOException;

    /** Returns when everything written so far is on the disk. */
    void sync() throws IOException;

    @Override
    void close() throws IOException;
  }
}
