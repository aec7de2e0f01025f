package io.slotwise.sharding.log;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Opens segment files for writing: the seam at which tests let a disk fail. */
public interface SegmentFiles {

  /** A new empty file; one of the same name is emptied. */
  SegmentFile create(Path path) throws IOException;

  /** The real thing. */
  SegmentFiles DISK = DiskFile::new;

  /** One file that is written from front to back, and synced by another thread meanwhile. */
  interface SegmentFile extends AutoCloseable {

    /** Writes all bytes at the offset, or throws with any part of them written. */
    void write(byte[] bytes, int from, int count, long offset) throws IOException;

    void truncate(long size) throws IOException;

    /** Returns when everything written so far is on the disk. */
    void sync() throws IOException;

    @Override
    void close() throws IOException;
  }

  /**
   * Written through a RandomAccessFile, because a FileChannel closes itself when the writing thread
   * is interrupted, and any thread may come by to commit. Synced through a channel, which knows
   * fdatasync.
   */
  final class DiskFile implements SegmentFile {
    private final RandomAccessFile file;
    private final FileChannel syncing;

    private DiskFile(Path path) throws IOException {
      file = new RandomAccessFile(path.toFile(), "rw");
      try {
        file.setLength(0);
        syncing = FileChannel.open(path, StandardOpenOption.WRITE);
      } catch (IOException e) {
        file.close();
        throw e;
      }
    }

    @Override
    public void write(byte[] bytes, int from, int count, long offset) throws IOException {
      file.seek(offset);
      file.write(bytes, from, count);
    }

    @Override
    public void truncate(long size) throws IOException {
      file.setLength(size);
    }

    @Override
    public void sync() throws IOException {
      syncing.force(false);
    }

    @Override
    public void close() throws IOException {
      file.close();
      syncing.close();
    }
  }
}
