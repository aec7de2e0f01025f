package io.slotwise.sharding.log.raft;

import io.slotwise.sharding.replication.Copies;
import io.slotwise.sharding.replication.Peer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.server.protocol.TermIndex;
import org.apache.ratis.server.raftlog.RaftLog;
import org.apache.ratis.thirdparty.com.google.protobuf.ByteString;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds out who has the log of a shard up to an entry, by asking: a leader knows that of its
 * followers, but nobody knows what is on whose disk where Ratis does not wait for that, and who has
 * given the lead away knows nothing of the others.
 *
 * <pre>
 * question  4 | 1 to have it synced, else 0 | shard u16 | index i64 | the entry's term i64
 * answer    1 if that entry is there (and synced), else 0
 * </pre>
 *
 * An entry of that term at that index means that everything before is the same, too. A term of -1
 * stands for one that is not known any more, because the entry has been cut off; it was committed.
 */
final class CopyCount {

  static final byte KIND = 4;

  private static final Logger LOG = LoggerFactory.getLogger(CopyCount.class);
  private static final Duration ANSWER_MAX = Duration.ofSeconds(5);
  private static final int QUESTION_BYTES = 2 + Short.BYTES + 2 * Long.BYTES;
  private static final long CUT_OFF = -1;
  private static final ByteString YES = ByteString.copyFrom(new byte[] {1});
  private static final ByteString NO = ByteString.copyFrom(new byte[] {0});

  private final IntFunction<ShardReplica> replica;
  private final RaftServing serving;
  private final PeerLink link;
  private final Executor worker;
  private final RaftSettings settings;

  /**
   * @param replica the one of a shard, or null
   * @param worker threads that may wait
   */
  CopyCount(
      IntFunction<ShardReplica> replica,
      RaftServing serving,
      PeerLink link,
      Executor worker,
      RaftSettings settings) {
    this.replica = replica;
    this.serving = serving;
    this.link = link;
    this.worker = worker;
    this.settings = settings;
  }

  private record Question(int shard, long index, long term, boolean sync) {

    ByteString encode() {
      return ByteString.copyFrom(
          ByteBuffer.allocate(QUESTION_BYTES)
              .put(KIND)
              .put((byte) (sync ? 1 : 0))
              .putShort((short) shard)
              .putLong(index)
              .putLong(term)
              .flip());
    }

    static Question decode(ByteString bytes) {
      ByteBuffer question = bytes.asReadOnlyByteBuffer();
      question.get();
      boolean sync = question.get() == 1;
      int shard = question.getShort() & 0xffff;
      return new Question(shard, question.getLong(), question.getLong(), sync);
    }
  }

  /** See {@link io.slotwise.sharding.replication.ShardLogs#copies}. */
  CompletionStage<Copies> count(int shard, long index, boolean sync) {
    ShardReplica here = replica.apply(shard);
    if (here == null) {
      return CompletableFuture.completedFuture(new Copies(false, 0));
    }
    Question question = new Question(shard, index, term(here, index), sync);
    CompletableFuture<Copies> copies =
        CompletableFuture.supplyAsync(() -> has(here, question), worker)
            .thenApply(mine -> new Copies(mine, 0));
    String self = settings.self().nodeId();
    for (Peer voter : here.voters()) {
      if (!voter.nodeId().equals(self)) {
        copies =
            copies.thenCombine(
                ask(voter, question),
                (known, has) -> new Copies(known.here(), known.others() + (has ? 1 : 0)));
      }
    }
    return copies;
  }

  private CompletableFuture<Boolean> ask(Peer voter, Question question) {
    return link.ask(voter, question.encode(), ANSWER_MAX)
        .thenApply(YES::equals)
        .exceptionally(
            failure -> {
              LOG.debug("event=copy-not-known peer={} cause={}", voter, failure.toString());
              return false;
            });
  }

  /** Answers another node's question. */
  CompletableFuture<ByteString> answer(ByteString bytes) {
    Question question = Question.decode(bytes);
    ShardReplica asked = replica.apply(question.shard());
    return asked == null
        ? CompletableFuture.completedFuture(NO)
        : CompletableFuture.supplyAsync(() -> has(asked, question) ? YES : NO, worker);
  }

  private boolean has(ShardReplica here, Question question) {
    RaftServer.Division division = serving.division(here.id());
    RaftLog log = division.getRaftLog();
    boolean has =
        log.getFlushIndex() >= question.index()
            && (term(here, question.index()) == question.term()
                || log.getLastCommittedIndex() >= question.index());
    if (has && question.sync() && !settings.syncsFirst()) {
      syncFiles(division.getRaftStorage().getStorageDir().getCurrentDir().toPath());
    }
    return has;
  }

  private long term(ShardReplica here, long index) {
    TermIndex entry = serving.division(here.id()).getRaftLog().getTermIndex(index);
    return entry == null ? CUT_OFF : entry.getTerm();
  }

  /** What is not dirty costs little, and there are few: a log is cut all the time. */
  private static void syncFiles(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        sync(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void sync(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.force(false);
    } catch (NoSuchFileException gone) {
      // Its segment has ended, which syncs it, and has another name; or it was cut off.
      LOG.debug("event=sync-of-gone-file file={}", file);
    }
  }
}
