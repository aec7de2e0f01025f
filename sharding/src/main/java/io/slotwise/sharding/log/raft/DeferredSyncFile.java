package io.slotwise.sharding.log.raft;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * A file that is synced a while after it was asked for, for all that was asked meanwhile, and
 * before it is closed. Everything else is done at once.
 */
final class DeferredSyncFile extends FileChannel {

  private final FileChannel file;
  private final Executor later;
  private final Consumer<Throwable> failed;
  private final AtomicBoolean syncPlanned = new AtomicBoolean();

  /**
   * @param file what is written to, and closed with this
   * @param later runs what it is given after a while, on a thread that may wait for the disk
   * @param failed told of each sync that failed: nobody waits for its outcome
   */
  DeferredSyncFile(FileChannel file, Executor later, Consumer<Throwable> failed) {
    this.file = file;
    this.later = later;
    this.failed = failed;
  }

  /** What is written to. */
  FileChannel file() {
    return file;
  }

  boolean isSyncPlanned() {
    return syncPlanned.get();
  }

  @Override
  public void force(boolean metaData) {
    if (!syncPlanned.getAndSet(true)) {
      later.execute(this::sync);
    }
  }

  /** Not while the file is being closed, which would look like a failure. */
  private synchronized void sync() {
    if (isOpen()) {
      syncIfPlanned();
    }
  }

  private void syncIfPlanned() {
    if (syncPlanned.getAndSet(false)) {
      try {
        file.force(false);
      } catch (IOException e) {
        failed.accept(e);
      }
    }
  }

  @Override
  protected synchronized void implCloseChannel() throws IOException {
    syncIfPlanned();
    file.close();
  }

  @Override
  public int read(ByteBuffer to) throws IOException {
    return file.read(to);
  }

  @Override
  public long read(ByteBuffer[] to, int offset, int length) throws IOException {
    return file.read(to, offset, length);
  }

  @Override
  public int read(ByteBuffer to, long position) throws IOException {
    return file.read(to, position);
  }

  @Override
  public int write(ByteBuffer bytes) throws IOException {
    return file.write(bytes);
  }

  @Override
  public long write(ByteBuffer[] bytes, int offset, int length) throws IOException {
    return file.write(bytes, offset, length);
  }

  @Override
  public int write(ByteBuffer bytes, long position) throws IOException {
    return file.write(bytes, position);
  }

  @Override
  public long position() throws IOException {
    return file.position();
  }

  @Override
  public FileChannel position(long position) throws IOException {
    file.position(position);
    return this;
  }

  @Override
  public long size() throws IOException {
    return file.size();
  }

  @Override
  public FileChannel truncate(long size) throws IOException {
    file.truncate(size);
    return this;
  }

  @Override
  public long transferTo(long position, long count, WritableByteChannel to) throws IOException {
    return file.transferTo(position, count, to);
  }

  @Override
  public long transferFrom(ReadableByteChannel from, long position, long count) throws IOException {
    return file.transferFrom(from, position, count);
  }

  @Override
  public MappedByteBuffer map(MapMode mode, long position, long size) throws IOException {
    return file.map(mode, position, size);
  }

  @Override
  public FileLock lock(long position, long size, boolean shared) throws IOException {
    return file.lock(position, size, shared);
  }

  @Override
  public FileLock tryLock(long position, long size, boolean shared) throws IOException {
    return file.tryLock(position, size, shared);
  }
}
