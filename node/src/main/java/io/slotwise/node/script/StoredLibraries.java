package io.slotwise.node.script;

import io.slotwise.protocol.Bytes;
import io.slotwise.scripting.FunctionLibrary;
import io.slotwise.scripting.ScriptException;
import io.slotwise.sharding.rdb.FunctionsPayload;
import io.slotwise.sharding.store.NodeStore;
import java.util.ArrayList;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The libraries of a node alone, in a note of its store: what FUNCTION DUMP answers. */
public final class StoredLibraries implements LibraryShelf {

  private static final Logger LOG = LoggerFactory.getLogger(StoredLibraries.class);
  private static final String NOTE = "functions";

  private final Function<Bytes, CompletionStage<Void>> save;
  private Kept kept;
  private Function<Kept, CompletionStage<Void>> reader =
      read -> CompletableFuture.completedFuture(null);

  public StoredLibraries(NodeStore store) {
    this(read(store), dump -> store.setNote(NOTE, dump));
  }

  StoredLibraries(Map<String, Bytes> texts, Function<Bytes, CompletionStage<Void>> save) {
    this.kept = new Kept(0, texts);
    this.save = save;
  }

  /**
   * The libraries by name that the store of a node has which is alone, or was. One that cannot be
   * read is told in the log only.
   */
  public static Map<String, Bytes> read(NodeStore store) {
    Map<String, Bytes> texts = new TreeMap<>();
    Bytes note = store.note(NOTE);
    if (note != null) {
      for (Bytes text : FunctionsPayload.texts(note)) {
        try {
          texts.put(FunctionLibrary.compile(text).name(), text);
        } catch (ScriptException e) {
          LOG.error("event=library_not_read cause={}", e.getMessage());
        }
      }
    }
    return texts;
  }

  @Override
  public synchronized Kept kept() {
    return kept;
  }

  @Override
  public synchronized void onKept(Function<Kept, CompletionStage<Void>> newReader) {
    reader = newReader;
    reader.apply(kept);
  }

  @Override
  public synchronized CompletionStage<Boolean> keep(long basedOn, Map<String, Bytes> texts) {
    if (basedOn != kept.revision()) {
      return CompletableFuture.completedFuture(false);
    }
    Kept next = new Kept(basedOn + 1, texts);
    kept = next;
    Map<String, Bytes> inOrder = new TreeMap<>(texts);
    return save.apply(FunctionsPayload.of(new ArrayList<>(inOrder.values())))
        .thenCompose(saved -> reader.apply(next))
        .thenApply(read -> true);
  }
}
