package io.slotwise.node.connection;

import io.slotwise.protocol.Args;
import io.slotwise.protocol.ErrorCode;
import io.slotwise.protocol.Replies;
import io.slotwise.protocol.Reply;
import io.slotwise.sharding.lock.Footprint;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The scripts on script threads: who is told that they are busy, and how they are killed. Any
 * thread.
 */
public final class RunningScripts {

  /** Waits for the turn of a slot, or for locks, and can be sent away. */
  interface Waiting {
    boolean isHeldUpBy(RunningScript script);

    /** Nothing happens if it has got already what it waits for. */
    void sendAway(Reply.Error busy);
  }

  private static final Reply NOT_BUSY =
      new Reply.Error(ErrorCode.NOTBUSY, "No scripts in execution right now.");

  private static final Logger log = LoggerFactory.getLogger(RunningScripts.class);

  private final ScriptSettings settings;
  private final ScriptThreads threads;
  private final Set<RunningScript> running = ConcurrentHashMap.newKeySet();
  private final Set<Waiting> waiting = ConcurrentHashMap.newKeySet();
  private final AtomicInteger slowCount = new AtomicInteger();
  private final LongAdder onLoops = new LongAdder();
  private final LongAdder onThreads = new LongAdder();
  private final LongAdder again = new LongAdder();
  private final LongAdder killed = new LongAdder();

  public RunningScripts(ScriptSettings settings, ScriptThreads threads) {
    this.settings = settings;
    this.threads = threads;
  }

  ScriptThreads threads() {
    return threads;
  }

  long busyAfterNanos() {
    return TimeUnit.MILLISECONDS.toNanos(settings.busyReplyThresholdMs());
  }

  /** A script that is going to run on a script thread. */
  RunningScript prepare(ScriptCall call, Args args) {
    onThreads.increment();
    return new RunningScript(this, call, args);
  }

  /** It runs from now on; more than once if it is taken back and run again. */
  void begin(RunningScript script) {
    running.add(script);
  }

  void end(RunningScript script) {
    script.holdsNothing();
    running.remove(script);
  }

  void becameSlow(RunningScript script) {
    slowCount.incrementAndGet();
    log.warn(
        "event=slow_script kind={} name={} elapsed_ms={}",
        script.call().kind(),
        script.call().name(),
        script.elapsedMs());
    for (Waiting waiter : waiting) {
      if (waiter.isHeldUpBy(script)) {
        waiter.sendAway(script.call().kind().busy());
      }
    }
  }

  void noLongerSlow() {
    slowCount.decrementAndGet();
  }

  /** The error for who needs the turn of a slot that a slow script holds, or null. */
  Reply.Error busyIn(int slot) {
    if (slowCount.get() != 0) {
      for (RunningScript script : running) {
        if (script.isSlow() && script.holds(slot)) {
          return script.call().kind().busy();
        }
      }
    }
    return null;
  }

  Reply.Error busyIn(int[] slots) {
    if (slowCount.get() != 0) {
      for (int slot : slots) {
        Reply.Error busy = busyIn(slot);
        if (busy != null) {
          return busy;
        }
      }
    }
    return null;
  }

  /** The error for who needs what a slow script holds, or null. */
  Reply.Error busyFor(Supplier<Footprint> needed) {
    if (slowCount.get() == 0) {
      return null;
    }
    Footprint footprint = needed.get();
    if (footprint.slots().length == 0) {
      return null;
    }
    return running.stream()
        .filter(script -> script.isSlow() && script.isInTheWayOf(footprint))
        .findAny()
        .map(script -> script.call().kind().busy())
        .orElse(null);
  }

  /** Somebody waits: he is sent away if the holder turns out to be slow. */
  void addWaiting(Waiting waiter) {
    waiting.add(waiter);
    if (slowCount.get() != 0) {
      for (RunningScript script : running) {
        if (script.isSlow() && waiter.isHeldUpBy(script)) {
          waiter.sendAway(script.call().kind().busy());
        }
      }
    }
  }

  void removeWaiting(Waiting waiter) {
    waiting.remove(waiter);
  }

  /** A script has ended on an event loop. */
  void countOnLoop() {
    onLoops.increment();
  }

  /** A script runs again, because it held too little. */
  void countAgain() {
    again.increment();
  }

  /** For INFO. */
  public Map<String, Object> figures() {
    Map<String, Object> figures = new LinkedHashMap<>();
    figures.put("scripts_running", running.size());
    figures.put("scripts_slow", slowCount.get());
    figures.put("scripts_waiting_for_thread", threads.queuedCount());
    figures.put("scripts_on_event_loops", onLoops.sum());
    figures.put("scripts_on_threads", onThreads.sum());
    figures.put("scripts_run_again", again.sum());
    figures.put("scripts_killed", killed.sum());
    return figures;
  }

  /** The one of that kind that has run for the longest. */
  public Optional<RunningScript> oldest(ScriptCall.Kind kind) {
    return ofKind(kind).min(Comparator.comparingLong(RunningScript::startNanos));
  }

  private Stream<RunningScript> ofKind(ScriptCall.Kind kind) {
    return running.stream().filter(script -> script.call().kind() == kind);
  }

  /**
   * Ends those of a kind that others are told are busy; if there is none of them, the one that has
   * run for the longest.
   *
   * @return Redis's reply to SCRIPT KILL or FUNCTION KILL
   */
  public Reply kill(ScriptCall.Kind kind) {
    Optional<RunningScript> oldest = oldest(kind);
    if (oldest.isEmpty()) {
      return running.stream()
          .findAny()
          .<Reply>map(other -> other.call().kind().busy())
          .orElse(NOT_BUSY);
    }
    List<RunningScript> slow = ofKind(kind).filter(RunningScript::isSlow).toList();
    List<RunningScript> toEnd = slow.isEmpty() ? List.of(oldest.get()) : slow;
    toEnd.forEach(RunningScript::kill);
    killed.add(toEnd.size());
    return Replies.OK;
  }
}
