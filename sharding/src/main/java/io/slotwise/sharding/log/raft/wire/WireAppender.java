package io.slotwise.sharding.log.raft.wire;

import java.io.IOException;
import java.util.Comparator;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.ratis.proto.RaftProtos.AppendEntriesReplyProto;
import org.apache.ratis.proto.RaftProtos.AppendEntriesRequestProto;
import org.apache.ratis.proto.RaftProtos.InstallSnapshotReplyProto;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.server.leader.FollowerInfo;
import org.apache.ratis.server.leader.LeaderState;
import org.apache.ratis.server.leader.LogAppenderBase;
import org.apache.ratis.server.protocol.TermIndex;
import org.apache.ratis.server.raftlog.RaftLog;
import org.apache.ratis.thirdparty.com.google.protobuf.MessageLite;
import org.apache.ratis.util.Timestamp;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends a leader's log to one follower, on the thread that has the connection instead of on one of
 * its own. One request with entries is on its way at a time, and beside it one without, which says
 * that the leader is there: a shard has one batch on its way, and what comes meanwhile goes
 * together. A follower that is behind is sent as much as fits.
 *
 * <p>How far the log is committed goes along with the next entries, or by itself a little later:
 * nobody but the leader answers from it.
 */
final class WireAppender extends LogAppenderBase {

  private static final Logger LOG = LoggerFactory.getLogger(WireAppender.class);

  private static final long ANSWER_MAX_MS = 3_000;
  private static final long COMMIT_ALONE_AFTER_MS = 20;
  private static final long BEAT_MIN_MS = 50;
  private static final long INSTALL_LOOK_MS = 100;

  /** What is further behind may have to be read from the disk, which the thread must not. */
  private static final long RECENT_ENTRIES = 8;

  private final Wire wire;
  private final RaftPeerId peer;
  private final AtomicLong lastCall = new AtomicLong();
  private final AtomicBoolean queued = new AtomicBoolean();

  /** Whether entries are on their way, or are being collected. */
  private volatile boolean busy;

  /** Whether this looks by itself soon whether the follower knows what is committed. */
  private volatile boolean commitPlanned;

  /** Whether a request without entries is on its way. */
  private boolean beating;

  /** Whether this looks by itself when the next of them is due. */
  private boolean beatPlanned;

  /** Whether this asks by itself soon whether a picture is there; a beat's answer may ask, too. */
  private boolean installLookPlanned;

  /**
   * Whether no entries are sent before a request without any has been answered: the follower did
   * not take the last ones, and to collect them anew for nobody costs more than to ask.
   */
  private volatile boolean waitsForBeat;

  /** What is remembered of a request until its answer. */
  private record Sent(long firstIndex, Timestamp at) {
    static Sent now(AppendEntriesRequestProto request) {
      return new Sent(
          request.getEntriesCount() == 0
              ? RaftLog.INVALID_LOG_INDEX
              : request.getEntries(0).getIndex(),
          Timestamp.currentTime());
    }
  }

  WireAppender(RaftServer.Division server, LeaderState state, FollowerInfo follower, Wire wire) {
    super(server, state, follower);
    this.wire = wire;
    this.peer = follower.getId();
  }

  @Override
  public void start() {
    later();
  }

  /** Not used: this has no thread. */
  @Override
  public void run() {
    throw new UnsupportedOperationException("what is sent is sent on the connections' thread");
  }

  @Override
  public long getCallId() {
    return lastCall.get();
  }

  @Override
  public Comparator<Long> getCallIdComparator() {
    return Long::compare;
  }

  @Override
  public boolean hasPendingDataRequests() {
    return busy;
  }

  /** Something may have to be sent. Called from any thread, for each entry and more often. */
  @Override
  public void notifyLogAppender() {
    // While something is on its way or the follower silent, an answer is the time to look again.
    if (!busy && !waitsForBeat && (hasAppendEntries() || !commitPlanned)) {
      later();
    }
  }

  @Override
  public void triggerHeartbeat() {
    super.triggerHeartbeat();
    later();
  }

  private void later() {
    if (queued.compareAndSet(false, true)) {
      onWiresThread(
          () -> {
            queued.set(false);
            step();
          });
    }
  }

  private void onWiresThread(Runnable work) {
    try {
      wire.dials().execute(work);
    } catch (RejectedExecutionException closed) {
      LOG.debug("event=raft-appender-ended follower={}", peer);
    }
  }

  private void step() {
    if (!isRunning()) {
      return;
    }
    try {
      boolean due = shouldSendAppendEntries();
      if (!beating && getHeartbeatWaitTimeMs() <= 0) {
        beat();
      }
      if (due && !busy && !waitsForBeat) {
        sendEntries();
      }
      getLeaderState().checkHealth(getFollower());
    } catch (IOException | RuntimeException e) {
      broke(e);
    }
    planCommit();
    planBeat();
  }

  private void broke(Exception why) {
    LOG.warn("event=raft-append-failed follower={}", getFollower().getName(), why);
    waitsForBeat = true;
  }

  /** What is done with an answer. */
  private interface Answered {
    void take(byte[] frame) throws IOException;
  }

  /**
   * Sends a request.
   *
   * @param over run when it is on its way no more, before anything else
   */
  private void ask(Kind kind, MessageLite request, Runnable over, Answered then) {
    wire.call(
        peer,
        kind,
        request,
        ANSWER_MAX_MS,
        new Wire.Answer() {
          @Override
          public void answered(byte[] frame) {
            over.run();
            getFollower().updateLastRpcResponseTime();
            try {
              then.take(frame);
            } catch (IOException | RuntimeException e) {
              broke(e);
            }
            step();
          }

          @Override
          public void failed(IOException why) {
            LOG.debug("event=raft-not-answered follower={} why=\"{}\"", peer, why.getMessage());
            over.run();
            waitsForBeat = true;
            planBeat();
          }
        });
  }

  private void beat() throws IOException {
    AppendEntriesRequestProto request = newAppendEntriesRequest(lastCall.incrementAndGet(), true);
    beating = true;
    append(request, () -> beating = false);
  }

  private void append(AppendEntriesRequestProto request, Runnable over) {
    resetHeartbeatTrigger();
    Sent sent = Sent.now(request);
    getFollower().updateLastRpcSendTime(request.getEntriesCount() == 0);
    ask(
        Kind.APPEND,
        request,
        over,
        frame -> {
          AppendEntriesReplyProto reply = WireFormat.body(frame, AppendEntriesReplyProto.parser());
          getFollower().updateLastRespondedAppendEntriesSendTime(sent.at());
          if (isRunning()) {
            replied(sent, reply);
          }
        });
  }

  /** While one is on its way, its answer is the time to plan the next. */
  private void planBeat() {
    if (!beatPlanned && !beating && isRunning()) {
      beatPlanned = true;
      wire.dials()
          .schedule(
              () -> {
                beatPlanned = false;
                step();
              },
              Math.max(getHeartbeatWaitTimeMs(), BEAT_MIN_MS));
    }
  }

  private void planCommit() {
    if (!commitPlanned && !waitsForBeat && isCommitBehind()) {
      commitPlanned = true;
      wire.dials().schedule(this::tellCommit, COMMIT_ALONE_AFTER_MS);
    }
  }

  private boolean isCommitBehind() {
    return getRaftLog().getLastCommittedIndex() > getFollower().getCommitIndex();
  }

  private void tellCommit() {
    commitPlanned = false;
    if (!isRunning() || busy || beating || waitsForBeat || !isCommitBehind()) {
      // Whatever is on its way plans anew when it is answered.
      return;
    }
    try {
      beat();
    } catch (IOException | RuntimeException e) {
      broke(e);
    }
  }

  private void sendEntries() throws IOException {
    TermIndex firstInLog = shouldNotifyToInstallSnapshot();
    if (firstInLog == null && !hasAppendEntries()) {
      return;
    }
    busy = true;
    boolean begun = false;
    try {
      if (firstInLog != null) {
        sendFirst(firstInLog);
      } else if (getRaftLog().getNextIndex() - getFollower().getNextIndex() <= RECENT_ENTRIES) {
        send(newAppendEntriesRequest(lastCall.incrementAndGet(), false));
      } else {
        wire.worker().execute(this::collectAndSend);
      }
      begun = true;
    } finally {
      if (!begun) {
        busy = false;
      }
    }
  }

  private void collectAndSend() {
    try {
      AppendEntriesRequestProto request =
          newAppendEntriesRequest(lastCall.incrementAndGet(), false);
      onWiresThread(() -> send(request));
    } catch (IOException | RuntimeException e) {
      onWiresThread(
          () -> {
            busy = false;
            broke(e);
          });
    }
  }

  private void send(AppendEntriesRequestProto request) {
    if (request == null || !isRunning()) {
      busy = false;
    } else {
      append(request, () -> busy = false);
    }
  }

  private void replied(Sent sent, AppendEntriesReplyProto reply) {
    FollowerInfo follower = getFollower();
    if (sent.firstIndex() == RaftLog.INVALID_LOG_INDEX) {
      waitsForBeat = false;
    }
    switch (reply.getResult()) {
      case SUCCESS -> {
        getLeaderState().onFollowerCommitIndex(follower, reply.getFollowerCommit());
        long match = reply.getMatchIndex();
        if (match != RaftLog.INVALID_LOG_INDEX) {
          follower.updateNextIndex(match + 1);
          if (follower.updateMatchIndex(match)) {
            getLeaderState().onFollowerSuccessAppendEntries(follower);
          }
        }
      }
      case NOT_LEADER -> onFollowerTerm(reply.getTerm());
      case INCONSISTENCY ->
          follower.setNextIndex(
              getNextIndexForInconsistency(sent.firstIndex(), reply.getNextIndex()));
      default -> LOG.warn("event=raft-reply-unknown result={}", reply.getResult());
    }
    getLeaderState().onAppendEntriesReply(this, reply);
  }

  /** Tells a follower that is too far behind where the log begins: it gets a picture then. */
  private void sendFirst(TermIndex firstInLog) {
    getFollower().updateLastRpcSendTime(false);
    ask(
        Kind.INSTALL,
        newInstallSnapshotNotificationRequest(firstInLog),
        () -> busy = false,
        frame -> replied(WireFormat.body(frame, InstallSnapshotReplyProto.parser())));
  }

  private void replied(InstallSnapshotReplyProto reply) {
    FollowerInfo follower = getFollower();
    switch (reply.getResult()) {
      case ALREADY_INSTALLED, SNAPSHOT_INSTALLED -> {
        long index = reply.getSnapshotIndex();
        LOG.info("event=raft-follower-installed follower={} index={}", follower.getName(), index);
        follower.setSnapshotIndex(index);
        follower.setAttemptedToInstallSnapshot();
        getLeaderState().onFollowerCommitIndex(follower, index);
        follower.updateNextIndex(index + 1);
        // A new voter has what it needs: otherwise that is seen when the next entry comes.
        getLeaderState().onFollowerSuccessAppendEntries(follower);
        return;
      }
      case SUCCESS, SNAPSHOT_UNAVAILABLE -> follower.setAttemptedToInstallSnapshot();
      case NOT_LEADER -> onFollowerTerm(reply.getTerm());
      case IN_PROGRESS -> LOG.debug("event=raft-follower-installs follower={}", follower.getName());
      default -> LOG.warn("event=raft-reply-unknown result={}", reply.getResult());
    }
    askAgainSoon();
  }

  /** A small picture is there in a moment, and nobody would say so before the next beat. */
  private void askAgainSoon() {
    waitsForBeat = true;
    if (!installLookPlanned) {
      installLookPlanned = true;
      wire.dials()
          .schedule(
              () -> {
                installLookPlanned = false;
                waitsForBeat = false;
                step();
              },
              INSTALL_LOOK_MS);
    }
  }
}
