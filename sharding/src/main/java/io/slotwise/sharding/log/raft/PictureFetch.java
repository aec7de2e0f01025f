package io.slotwise.sharding.log.raft;

import io.slotwise.sharding.log.Reach;
import io.slotwise.sharding.log.ShardPicture;
import io.slotwise.sharding.replication.Peer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.apache.ratis.thirdparty.com.google.protobuf.ByteString;

/** Fetches a picture of a shard from another node: see {@link PictureServer}. */
final class PictureFetch {

  private static final Duration ANSWER_AT_MOST = Duration.ofMinutes(2);

  private final PeerLink link;
  private final Executor worker;
  private final Path dir;

  /**
   * @param worker threads that may wait for the disk
   * @param dir where it is put down
   */
  PictureFetch(PeerLink link, Executor worker, Path dir) {
    this.link = link;
    this.worker = worker;
    this.dir = dir;
  }

  /** The picture is on this node's disk on completion. */
  CompletableFuture<ShardPicture> fetch(int shard, Peer from) {
    ByteBuffer question = ByteBuffer.allocate(1 + Short.BYTES);
    question.put(PictureServer.OPEN).putShort((short) shard).flip();
    return link.ask(from, ByteString.copyFrom(question), ANSWER_AT_MOST)
        .thenComposeAsync(answer -> read(shard, from, answer.asReadOnlyByteBuffer()), worker);
  }

  private CompletableFuture<ShardPicture> read(int shard, Peer from, ByteBuffer opened) {
    long session = opened.getLong();
    Reach.OfShard reach = new Reach.OfShard(shard, opened.getLong(), opened.getLong());
    long position = opened.getLong();
    Path file = dir.resolve("shard-" + shard + ".picture");
    FileChannel channel;
    try {
      Files.createDirectories(dir);
      channel =
          FileChannel.open(
              file,
              StandardOpenOption.CREATE,
              StandardOpenOption.TRUNCATE_EXISTING,
              StandardOpenOption.WRITE);
    } catch (IOException e) {
      return CompletableFuture.failedFuture(e);
    }
    return piece(from, session, 0, channel)
        .whenComplete((done, failure) -> close(channel))
        .thenApply(done -> open(file, reach, position));
  }

  private CompletableFuture<Void> piece(Peer from, long session, int number, FileChannel channel) {
    ByteBuffer question = ByteBuffer.allocate(1 + Long.BYTES + Integer.BYTES);
    question.put(PictureServer.READ).putLong(session).putInt(number).flip();
    return link.ask(from, ByteString.copyFrom(question), ANSWER_AT_MOST)
        .thenComposeAsync(
            answer ->
                write(answer.toByteArray(), channel)
                    ? CompletableFuture.completedFuture(null)
                    : piece(from, session, number + 1, channel),
            worker);
  }

  /** Whether it was the last one. */
  private static boolean write(byte[] piece, FileChannel channel) {
    ByteBuffer bytes = ByteBuffer.wrap(piece);
    boolean last = bytes.get() != 0;
    if (bytes.getInt() != PictureServer.checksum(piece, piece.length)) {
      throw new IllegalStateException("a piece of a picture was damaged on its way");
    }
    try {
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return last;
  }

  private static ShardPicture open(Path file, Reach.OfShard reach, long position) {
    try {
      return new PictureFile(file, reach, position);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void close(FileChannel channel) {
    try {
      channel.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
