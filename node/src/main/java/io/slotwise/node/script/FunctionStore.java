package io.slotwise.node.script;

import io.slotwise.protocol.Bytes;
import io.slotwise.protocol.CommandError;
import io.slotwise.protocol.Errors;
import io.slotwise.scripting.FunctionLibrary;
import io.slotwise.scripting.LuaEngine;
import io.slotwise.scripting.ScriptException;
import io.slotwise.sharding.rdb.DumpPayload;
import io.slotwise.sharding.rdb.FunctionsPayload;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The libraries of functions that the node has, in memory and in the store. Changes come one at a
 * time, from script threads; each is complete when it lasts.
 */
final class FunctionStore {

  private static final Logger LOG = LoggerFactory.getLogger(FunctionStore.class);

  private final LuaEngines engines;
  private final Function<Bytes, CompletionStage<Void>> save;
  private volatile FunctionTable table = FunctionTable.EMPTY;

  /**
   * @param save keeps what {@link #dump} answers, for {@link #load} after a restart
   */
  FunctionStore(LuaEngines engines, Function<Bytes, CompletionStage<Void>> save) {
    this.engines = engines;
    this.save = save;
  }

  FunctionTable table() {
    return table;
  }

  /** Takes what was saved before a restart; what is wrong with it is told in the log only. */
  synchronized void load(Bytes saved) {
    FunctionTable loaded = FunctionTable.EMPTY;
    for (Bytes text : FunctionsPayload.texts(saved)) {
      try {
        loaded = loaded.with(read(text));
      } catch (CommandError e) {
        LOG.error("event=library_not_loaded cause={}", e.reply().message());
      }
    }
    table = loaded;
  }

  /** All libraries in the form that RESTORE takes. */
  Bytes dump() {
    return dump(table);
  }

  private static Bytes dump(FunctionTable table) {
    return FunctionsPayload.of(
        table.libraries().stream().map(library -> library.source().text()).toList());
  }

  /**
   * Compiles a library and runs it once, on the calling thread, to learn its functions.
   *
   * @throws CommandError when it cannot be taken
   */
  FunctionTable.Library read(Bytes text) {
    try {
      FunctionLibrary library = FunctionLibrary.compile(text);
      LuaEngine engine = engines.onThread();
      return new FunctionTable.Library(library, engine.functions(library));
    } catch (ScriptException e) {
      throw new CommandError(e.error());
    }
  }

  /**
   * Makes a change.
   *
   * @throws CommandError of the change; then nothing is changed
   */
  synchronized CompletionStage<Void> change(UnaryOperator<FunctionTable> change) {
    FunctionTable changed = change.apply(table);
    if (changed == table) {
      return CompletableFuture.completedFuture(null);
    }
    table = changed;
    return save.apply(dump(changed));
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
