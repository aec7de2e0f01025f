package io.slotwise.node.script;

import io.slotwise.protocol.Bytes;
import io.slotwise.protocol.CommandError;
import io.slotwise.protocol.Errors;
import io.slotwise.scripting.FunctionLibrary;
import io.slotwise.scripting.LuaEngine;
import io.slotwise.scripting.ScriptException;
import io.slotwise.sharding.rdb.DumpPayload;
import io.slotwise.sharding.rdb.FunctionsPayload;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The libraries of functions that the node can run: those that are kept, read. A change is made
 * from what has been read; where others have made one meanwhile, it is made anew from theirs.
 */
final class FunctionStore {

  private static final long LATELY_NANOS = TimeUnit.SECONDS.toNanos(10);

  private static final Logger LOG = LoggerFactory.getLogger(FunctionStore.class);

  /** What was read, and up to which revision that is. */
  private record Read(long revision, FunctionTable table) {}

  private record Waiter(long revision, CompletableFuture<Void> done) {}

  private final LuaEngines engines;
  private final LibraryShelf shelf;
  private final Executor threads;
  private final Map<Bytes, FunctionTable.Library> byText = new ConcurrentHashMap<>();
  private final List<Waiter> waiters = new ArrayList<>();
  private final Map<String, Long> droppedAtNanos = new ConcurrentHashMap<>();
  private volatile Read read = new Read(-1, FunctionTable.EMPTY);

  /**
   * Reads what is kept now, on the calling thread, and from then on whatever comes.
   *
   * @param threads where libraries are compiled and run
   */
  FunctionStore(LuaEngines engines, LibraryShelf shelf, Executor threads) {
    this.engines = engines;
    this.shelf = shelf;
    this.threads = threads;
    take(shelf.kept());
    shelf.onKept(this::kept);
  }

  FunctionTable table() {
    return read.table();
  }

  private CompletionStage<Void> kept(LibraryShelf.Kept kept) {
    if (read.revision() >= kept.revision()) {
      return CompletableFuture.completedFuture(null);
    }
    CompletionStage<Void> done = whenRead(kept.revision());
    threads.execute(() -> take(kept));
    return done;
  }

  private CompletionStage<Void> whenRead(long revision) {
    CompletableFuture<Void> done = new CompletableFuture<>();
    synchronized (this) {
      if (read.revision() < revision) {
        waiters.add(new Waiter(revision, done));
        return done;
      }
    }
    done.complete(null);
    return done;
  }

  /** What is wrong with a library that is kept is told in the log only. */
  private void take(LibraryShelf.Kept kept) {
    List<Waiter> over;
    synchronized (this) {
      if (kept.revision() > read.revision()) {
        FunctionTable before = read.table();
        read = new Read(kept.revision(), readAll(kept));
        noteDropped(before, read.table());
        forgetUnused();
      }
      over = waiters.stream().filter(w -> w.revision() <= read.revision()).toList();
      waiters.removeAll(over);
    }
    over.forEach(waiter -> waiter.done().complete(null));
  }

  /** Texts that were replaced, or never taken. One that is about to be is compiled once more. */
  private void forgetUnused() {
    byText.values().removeIf(library -> !table().has(library));
  }

  private void noteDropped(FunctionTable before, FunctionTable after) {
    long nowNanos = System.nanoTime();
    droppedAtNanos.values().removeIf(at -> nowNanos - at > LATELY_NANOS);
    for (FunctionTable.Library library : before.libraries()) {
      if (!after.has(library.name())) {
        droppedAtNanos.put(library.name(), nowNanos);
      }
    }
  }

  /** Whether there was a library of that name some seconds ago. */
  boolean wasDroppedLately(String library) {
    Long at = droppedAtNanos.get(library);
    return at != null && System.nanoTime() - at <= LATELY_NANOS;
  }

  private FunctionTable readAll(LibraryShelf.Kept kept) {
    FunctionTable table = FunctionTable.EMPTY;
    for (Bytes text : kept.texts().values()) {
      try {
        table = table.with(read(text));
      } catch (CommandError e) {
        LOG.error("event=library_not_loaded cause={}", e.reply().message());
      }
    }
    return table;
  }

  /** All libraries in the form that RESTORE takes. */
  Bytes dump() {
    return FunctionsPayload.of(
        table().libraries().stream().map(library -> library.source().text()).toList());
  }

  /**
   * Compiles a library and runs it once, on the calling thread, to learn its functions.
   *
   * @throws CommandError when it cannot be taken
   */
  FunctionTable.Library read(Bytes text) {
    FunctionTable.Library known = byText.get(text);
    if (known != null) {
      return known;
    }
    try {
      FunctionLibrary library = FunctionLibrary.compile(text);
      LuaEngine engine = engines.onThread();
      FunctionTable.Library loaded = new FunctionTable.Library(library, engine.functions(library));
      byText.put(library.text(), loaded);
      return loaded;
    } catch (ScriptException e) {
      throw new CommandError(e.error());
    }
  }

  /**
   * Makes a change: complete when it lasts, and functions can be called on every node.
   *
   * @throws CommandError of the change; then nothing is changed
   */
  CompletionStage<Void> change(UnaryOperator<FunctionTable> change) {
    Read now = read;
    FunctionTable changed;
    try {
      changed = change.apply(now.table());
    } catch (CommandError refused) {
      forgetUnused();
      throw refused;
    }
    return changed == now.table()
        ? CompletableFuture.completedFuture(null)
        : shelf
            .keep(now.revision(), changed.texts())
            .thenCompose(
                kept ->
                    kept
                        ? CompletableFuture.completedFuture(null)
                        : whenRead(now.revision() + 1)
                            .thenComposeAsync(later -> change(change), threads));
  }

  /**
   * What a payload of FUNCTION DUMP holds.
   *
   * @throws CommandError when it is not such a payload, or a library of it cannot be taken
   */
  List<FunctionTable.Library> readDump(Bytes payload) {
    if (!DumpPayload.isIntact(payload)) {
      throw new CommandError(Errors.err("DUMP payload version or checksum are wrong"));
    }
    return FunctionsPayload.texts(payload).stream().map(this::read).toList();
  }
}
