package io.slotwise.node.peers;

import io.slotwise.node.pubsub.Topic;
import io.slotwise.protocol.Args;
import io.slotwise.protocol.Bytes;
import io.slotwise.protocol.net.EventLoops;
import io.slotwise.protocol.net.ReplyLink;
import io.slotwise.protocol.stream.CommitGate;
import io.slotwise.protocol.stream.Connection;
import io.slotwise.protocol.tls.Tls;
import java.util.ArrayDeque;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is to be said to one other node, and the connection to it. Letters leave in the order in
 * which they came. A node that does not take them as fast as they come loses some, and one that
 * cannot be reached loses all: its subscribers hear nothing then, as in Redis Cluster.
 *
 * <p>Usable from any thread, but for what is marked as the loop's.
 */
final class Peer implements ReplyLink.Listener {

  private static final Logger LOG = LoggerFactory.getLogger(Peer.class);

  /** Letters that one task of the loop sends, so that sockets get their turn in between. */
  private static final int LETTERS_A_TASK = 4096;

  /** So much is handed to the socket at a time. */
  private static final int FLUSH_BYTES = 32 << 10;

  /** Above this, whoever has something to say should go slower. */
  private static final long FULL_BYTES = 16L << 20;

  private static final long PROGRESS_NANOS_MAX = TimeUnit.SECONDS.toNanos(1);
  private static final long LOG_NANOS = TimeUnit.SECONDS.toNanos(10);

  /**
   * What all peers share.
   *
   * @param tls that nodes speak with each other, or null
   * @param password of the nodes; empty for none
   * @param greeting what is said first on every connection
   * @param queueBytesMax how much may wait for one node
   */
  record Shared(
      EventLoops loops,
      Tls tls,
      Supplier<String> password,
      Supplier<Args> greeting,
      CommitGate gate,
      LongSupplier queueBytesMax,
      LongAdder sent,
      LongAdder dropped) {}

  /** What the node has said that it wants to hear, valid as long as the connection is open. */
  private record Heard(Connection from, Set<Topic> topics) {
    boolean isValid() {
      return from.isOpen();
    }
  }

  private final PeerNode node;
  private final Shared shared;
  private final int loop;
  private final ConcurrentLinkedQueue<Letter> letters = new ConcurrentLinkedQueue<>();
  private final AtomicLong waitingBytes = new AtomicLong();
  private final AtomicBoolean called = new AtomicBoolean();
  private volatile boolean up;
  private volatile boolean late;
  private volatile boolean closed;
  private volatile long progressNanos = System.nanoTime();
  private volatile long lastLogNanos = System.nanoTime() - LOG_NANOS;
  private volatile Heard heard;

  // The loop's.
  private final ArrayDeque<Letter.Receiver> unanswered = new ArrayDeque<>();
  private ReplyLink link;
  private boolean awaitsLog;

  Peer(PeerNode node, Shared shared) {
    this.node = node;
    this.shared = shared;
    this.loop = Math.floorMod(node.id().hashCode(), shared.loops().count());
  }

  PeerNode node() {
    return node;
  }

  /** Whether it takes what it is told. */
  boolean isUp() {
    return up;
  }

  /** Whether it has said what it wants to hear, on a connection that is open. */
  boolean isHeard() {
    Heard now = heard;
    return now != null && now.isValid();
  }

  /** It has said what it wants to hear. */
  void heard(Connection from, Set<Topic> topics) {
    heard = new Heard(from, topics);
  }

  /** Whether it wants to hear of the topic, or it is not known that it does not. */
  boolean listens(Topic topic) {
    Heard now = heard;
    return up && (now == null || now.topics().contains(topic) || !now.isValid());
  }

  /** Whether it has left somebody waiting for an answer, who waits no more. */
  boolean isLate() {
    return late;
  }

  void setLate(boolean yes) {
    late = yes;
  }

  /** Whether senders should wait a little: it takes what it is told, but more slowly. */
  boolean isFull() {
    return waitingBytes.get() > FULL_BYTES
        && System.nanoTime() - progressNanos < PROGRESS_NANOS_MAX;
  }

  long waitingBytes() {
    return waitingBytes.get();
  }

  /** Says something behind everything that was said before. */
  void say(Letter letter) {
    if (!up || waitingBytes.get() > shared.queueBytesMax().getAsLong()) {
      drop(letter);
      return;
    }
    waitingBytes.addAndGet(letter.sizeBytes());
    letters.add(letter);
    call();
  }

  private void drop(Letter letter) {
    shared.dropped().increment();
    long nowNanos = System.nanoTime();
    if (up && nowNanos - lastLogNanos > LOG_NANOS) {
      lastLogNanos = nowNanos;
      LOG.warn(
          "event=peer_too_slow node={} waiting_bytes={} dropped={}",
          node.id(),
          waitingBytes.get(),
          shared.dropped().sum());
    }
    letter.receiver().lost();
  }

  private void call() {
    if (called.compareAndSet(false, true)) {
      onLoop(this::send);
    }
  }

  private void onLoop(Runnable code) {
    try {
      shared.loops().execute(loop, code);
    } catch (RejectedExecutionException stopped) {
      // The node stops: nobody listens any more.
    }
  }

  private void send() {
    called.set(false);
    ReplyLink to = link;
    int unflushed = 0;
    int count = 0;
    while (mayGo(letters.peek()) && count < LETTERS_A_TASK) {
      Letter letter = letters.poll();
      waitingBytes.addAndGet(-letter.sizeBytes());
      count++;
      if (isLost(letter)) {
        letter.receiver().lost();
        continue;
      }
      to.send(letter.request());
      unanswered.add(letter.receiver());
      unflushed += letter.request().sizeBytes();
      if (unflushed > FLUSH_BYTES) {
        to.flush();
        unflushed = 0;
      }
    }
    if (count > 0) {
      progressNanos = System.nanoTime();
      shared.sent().add(count);
      to.flush();
    }
    if (count == LETTERS_A_TASK) {
      call();
    }
  }

  private boolean mayGo(Letter letter) {
    if (letter == null || link == null || !link.isWritable()) {
      return false;
    }
    if (letter.dependsOn() <= shared.gate().durablePosition()) {
      return true;
    }
    if (!awaitsLog) {
      awaitsLog = true;
      shared.gate().whenDurable(letter.dependsOn(), () -> onLoop(this::logIsDurable));
    }
    return false;
  }

  private void logIsDurable() {
    awaitsLog = false;
    send();
  }

  /** What may never have happened is told to nobody. */
  private boolean isLost(Letter letter) {
    return letter.dependsOn() > 0 && shared.gate().isLost(letter.dependsOn(), letter.dependsOn());
  }

  /** Connects, unless it is connected or about to be. */
  void connect() {
    onLoop(
        () -> {
          if (link == null && !closed) {
            link =
                ReplyLink.open(shared.loops(), loop, node.host(), node.port(), shared.tls(), this);
            greet();
          }
        });
  }

  private void greet() {
    String password = shared.password().get();
    if (!password.isEmpty()) {
      greet(Args.of("AUTH", password), () -> {});
    }
    greet(shared.greeting().get(), this::becomeUp);
    link.flush();
  }

  private void greet(Args request, Runnable whenTaken) {
    link.send(request);
    unanswered.add(
        new Letter.Receiver() {
          @Override
          public void replied(Bytes reply) {
            if (reply.at(0) == '-') {
              LOG.debug("event=peer_refuses node={} why={}", node.id(), reply.latin1().strip());
              link.close();
              closed("it refuses");
            } else {
              whenTaken.run();
            }
          }

          @Override
          public void lost() {}
        });
  }

  private void becomeUp() {
    forgetLetters();
    late = false;
    up = true;
    // Whatever this node has begun to listen to since it began to connect.
    say(new Letter(shared.greeting().get(), 0, Letter.Receiver.NOBODY));
    LOG.info("event=peer_connected node={}", node.id());
  }

  private void forgetLetters() {
    for (Letter letter = letters.poll(); letter != null; letter = letters.poll()) {
      waitingBytes.addAndGet(-letter.sizeBytes());
      shared.dropped().increment();
      letter.receiver().lost();
    }
  }

  @Override
  public void replied(Bytes reply) {
    unanswered.remove().replied(reply);
  }

  @Override
  public void writable() {
    call();
  }

  @Override
  public void closed(String why) {
    link = null;
    if (up) {
      up = false;
      LOG.info("event=peer_disconnected node={} why={}", node.id(), why);
    }
    forgetLetters();
    while (!unanswered.isEmpty()) {
      unanswered.remove().lost();
    }
  }

  /** The node is not to be spoken to any more. */
  void close() {
    closed = true;
    onLoop(
        () -> {
          if (link != null) {
            link.close();
            closed("not needed any more");
          }
        });
  }
}
