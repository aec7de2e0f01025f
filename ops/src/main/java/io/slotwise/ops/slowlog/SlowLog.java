package io.slotwise.ops.slowlog;

import io.slotwise.ops.config.ConfigTable;
import io.slotwise.protocol.Args;
import io.slotwise.protocol.Bytes;
import io.slotwise.sharding.api.Session;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;

/**
 * The last slow commands, newest first. Usable from any thread; a command that was fast enough
 * costs one comparison.
 */
public final class SlowLog {

  /** Redis's bounds for what an entry keeps of a request. */
  private static final int ARGS_MAX = 32;

  private static final int ARG_BYTES_MAX = 128;

  private static final long NANOS_PER_MICRO = 1_000;

  private final InstantSource clock;
  private final Deque<Entry> entries = new ArrayDeque<>();
  private volatile long thresholdNanos;
  private volatile long entriesMax;
  private long nextId;

  /**
   * A slow command.
   *
   * @param id ascending from 0
   * @param args shortened as Redis does
   */
  public record Entry(
      long id,
      long unixSeconds,
      long durationMicros,
      List<Bytes> args,
      String clientAddress,
      Bytes clientName) {}

  public SlowLog(ConfigTable config, InstantSource clock) {
    this.clock = clock;
    config.follow(
        "slowlog-log-slower-than", value -> thresholdNanos = thresholdNanos(Long.parseLong(value)));
    config.follow("slowlog-max-len", value -> entriesMax = Long.parseLong(value));
  }

  private static long thresholdNanos(long micros) {
    boolean beyondReckoning = micros < 0 || micros > Long.MAX_VALUE / NANOS_PER_MICRO;
    return beyondReckoning ? Long.MAX_VALUE : micros * NANOS_PER_MICRO;
  }

  /**
   * Whether a command of that duration belongs into the log: for callers that prepare arguments.
   */
  public boolean isSlow(long durationNanos) {
    return durationNanos >= thresholdNanos;
  }

  /**
   * Enters a command if it was slow.
   *
   * @param args without secrets; what is kept of them is copied
   */
  public void maybeRecord(long durationNanos, Args args, Session client) {
    if (durationNanos >= thresholdNanos) {
      record(durationNanos, args, client);
    }
  }

  private synchronized void record(long durationNanos, Args args, Session client) {
    entries.addFirst(
        new Entry(
            nextId++,
            clock.instant().getEpochSecond(),
            durationNanos / NANOS_PER_MICRO,
            shortened(args),
            client.clientAddress(),
            client.clientName()));
    while (entries.size() > entriesMax) {
      entries.removeLast();
    }
  }

  private static List<Bytes> shortened(Args args) {
    boolean tooMany = args.count() > ARGS_MAX;
    int shown = tooMany ? ARGS_MAX - 1 : args.count();
    List<Bytes> kept = new ArrayList<>(shown + 1);
    for (int i = 0; i < shown; i++) {
      kept.add(shortened(args.get(i)));
    }
    if (tooMany) {
      kept.add(Bytes.of("... (" + (args.count() - shown) + " more arguments)"));
    }
    return List.copyOf(kept);
  }

  private static Bytes shortened(Bytes arg) {
    if (arg.length() <= ARG_BYTES_MAX) {
      return Bytes.wrap(arg.toArray());
    }
    byte[] more =
        ("... (" + (arg.length() - ARG_BYTES_MAX) + " more bytes)")
            .getBytes(java.nio.charset.StandardCharsets.US_ASCII);
    byte[] text = new byte[ARG_BYTES_MAX + more.length];
    arg.slice(0, ARG_BYTES_MAX).copyTo(text, 0);
    System.arraycopy(more, 0, text, ARG_BYTES_MAX, more.length);
    return Bytes.wrap(text);
  }

  /** The newest entries, at most that many. */
  public synchronized List<Entry> newest(long countMax) {
    List<Entry> newest = new ArrayList<>();
    Iterator<Entry> iterator = entries.iterator();
    while (iterator.hasNext() && newest.size() < countMax) {
      newest.add(iterator.next());
    }
    return newest;
  }

  public synchronized int size() {
    return entries.size();
  }

  /** Drops all entries; ids go on. */
  public synchronized void clear() {
    entries.clear();
  }
}
