package io.slotwise.sharding.log.raft;

import io.slotwise.sharding.log.Reach;
import io.slotwise.sharding.log.ShardPicture;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A picture that was fetched from another node, in a file: see {@link PictureStream}. */
final class PictureFile implements ShardPicture {

  private static final int BUFFER_BYTES = 1 << 16;

  private final Path file;
  private final Reach.OfShard reach;
  private final long position;
  private final DataInputStream input;
  private long left;
  private byte[] key;
  private byte[] value;

  PictureFile(Path file, Reach.OfShard reach, long position) throws IOException {
    this.file = file;
    this.reach = reach;
    this.position = position;
    this.left = Files.size(file);
    this.input =
        new DataInputStream(new BufferedInputStream(Files.newInputStream(file), BUFFER_BYTES));
  }

  @Override
  public Reach.OfShard reach() {
    return reach;
  }

  @Override
  public long position() {
    return position;
  }

  @Override
  public boolean next() {
    if (left == 0) {
      return false;
    }
    try {
      key = new byte[input.readInt()];
      value = new byte[input.readInt()];
      input.readFully(key);
      input.readFully(value);
      left -= PictureStream.RECORD_HEADER_BYTES + key.length + (long) value.length;
      return true;
    } catch (IOException e) {
      throw new UncheckedIOException("reading " + file, e);
    }
  }

  @Override
  public byte[] key() {
    return key;
  }

  @Override
  public byte[] value() {
    return value;
  }

  /** Deletes the file, too. */
  @Override
  public void close() {
    try {
      input.close();
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new UncheckedIOException("closing " + file, e);
    }
  }
}
