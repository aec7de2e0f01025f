package io.slotwise.sharding.log.raft;

import io.slotwise.sharding.log.ShardPicture;
import io.slotwise.sharding.log.ShardStore;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntFunction;
import java.util.zip.CRC32C;
import org.apache.ratis.thirdparty.com.google.protobuf.ByteString;
import org.apache.ratis.thirdparty.com.google.protobuf.UnsafeByteOperations;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives pictures of shards to replicas that are too far behind for the log.
 *
 * <pre>
 * question  2 | shard u16                    answer  session i64 | term i64 | index i64 | position i64
 * question  3 | session i64 | piece u32      answer  1 if it is the last, else 0, u8 | crc32c u32 | bytes
 * </pre>
 *
 * Pieces are asked for one after the other; the latest may be asked for again.
 */
final class PictureServer implements AutoCloseable {

  static final byte OPEN = 2;
  static final byte READ = 3;
  static final int OPEN_ANSWER_BYTES = 4 * Long.BYTES;
  static final int PIECE_HEADER_BYTES = 1 + Integer.BYTES;

  private static final Logger LOG = LoggerFactory.getLogger(PictureServer.class);
  private static final int PIECE_BYTES = 256 << 10;

  private final ShardStore store;
  private final IntFunction<ShardReplica> replica;
  private final Executor worker;
  private final long idleNanos;
  private final AtomicLong lastSession = new AtomicLong();
  private final Map<Long, Session> sessions = new ConcurrentHashMap<>();

  private static final class Session {
    private final PictureStream stream;
    private int lastPiece = -1;
    private ByteString lastBytes;
    private volatile long usedNanos = System.nanoTime();
    private boolean closed;

    Session(ShardPicture picture) {
      stream = new PictureStream(picture);
    }

    synchronized ByteString piece(int number) {
      usedNanos = System.nanoTime();
      if (number == lastPiece) {
        return lastBytes;
      }
      if (closed || number != lastPiece + 1) {
        throw new IllegalStateException("piece " + number + " asked for after " + lastPiece);
      }
      ByteBuffer bytes = ByteBuffer.allocate(PIECE_HEADER_BYTES + PIECE_BYTES);
      bytes.position(PIECE_HEADER_BYTES);
      boolean more = stream.fill(bytes);
      bytes.put(0, (byte) (more ? 0 : 1)).putInt(1, checksum(bytes.array(), bytes.position()));
      lastPiece = number;
      lastBytes = UnsafeByteOperations.unsafeWrap(bytes.flip());
      return lastBytes;
    }

    synchronized void close() {
      closed = true;
      stream.close();
    }
  }

  /**
   * @param worker threads that may wait for the disk
   * @param idle a session that nobody has asked for as long is closed
   */
  PictureServer(
      ShardStore store, IntFunction<ShardReplica> replica, Executor worker, Duration idle) {
    this.store = store;
    this.replica = replica;
    this.worker = worker;
    this.idleNanos = idle.toNanos();
  }

  /** Of what stands behind a piece's header. */
  static int checksum(byte[] piece, int end) {
    CRC32C crc = new CRC32C();
    crc.update(piece, PIECE_HEADER_BYTES, end - PIECE_HEADER_BYTES);
    return (int) crc.getValue();
  }

  CompletableFuture<ByteString> open(ByteString question) {
    int shard = question.asReadOnlyByteBuffer().getShort(1) & 0xffff;
    ShardReplica asked = replica.apply(shard);
    if (asked == null) {
      return CompletableFuture.failedFuture(
          new IllegalStateException("shard " + shard + " is not hosted here"));
    }
    return store
        .picture(shard, asked.group().slots)
        .thenApply(picture -> opened(shard, picture))
        .toCompletableFuture();
  }

  private ByteString opened(int shard, ShardPicture picture) {
    long session = lastSession.incrementAndGet();
    sessions.put(session, new Session(picture));
    LOG.info("event=shard-picture-opened shard={} index={}", shard, picture.reach().index());
    ByteBuffer answer =
        ByteBuffer.allocate(OPEN_ANSWER_BYTES)
            .putLong(session)
            .putLong(picture.reach().term())
            .putLong(picture.reach().index())
            .putLong(picture.position());
    return ByteString.copyFrom(answer.flip());
  }

  CompletableFuture<ByteString> read(ByteString question) {
    ByteBuffer bytes = question.asReadOnlyByteBuffer();
    long number = bytes.getLong(1);
    int piece = bytes.getInt(1 + Long.BYTES);
    Session session = sessions.get(number);
    return session == null
        ? CompletableFuture.failedFuture(new IllegalStateException("no picture " + number))
        : CompletableFuture.supplyAsync(() -> session.piece(piece), worker);
  }

  /** Closes what nobody asks for any more. Called at intervals. */
  void closeIdle() {
    sessions
        .entrySet()
        .removeIf(
            entry -> {
              boolean idle = System.nanoTime() - entry.getValue().usedNanos > idleNanos;
              if (idle) {
                entry.getValue().close();
              }
              return idle;
            });
  }

  @Override
  public void close() {
    sessions.values().forEach(Session::close);
    sessions.clear();
  }
}
