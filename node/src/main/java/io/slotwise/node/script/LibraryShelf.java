package io.slotwise.node.script;

import io.slotwise.protocol.Bytes;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/** Where the libraries of functions are kept: for any thread. */
public interface LibraryShelf {

  /**
   * Libraries at one moment.
   *
   * @param revision grows with every change
   * @param texts by the library's name
   */
  record Kept(long revision, Map<String, Bytes> texts) {
    public Kept {
      texts = Map.copyOf(texts);
    }
  }

  /** Those of now. */
  Kept kept();

  /**
   * From now on calls this for all that is kept, also by other nodes, beginning with what is kept
   * now. It must be quick; its stage completes when functions can be called as they were kept.
   */
  void onKept(Function<Kept, CompletionStage<Void>> reader);

  /**
   * Keeps these in place of those of a revision.
   *
   * @return completes when they last and every node has them; with false where others have been
   *     kept meanwhile: then nothing was changed
   */
  CompletionStage<Boolean> keep(long basedOn, Map<String, Bytes> texts);
}
