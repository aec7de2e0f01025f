package io.slotwise.node.cluster;

import io.slotwise.node.connection.CommandErrors;
import io.slotwise.node.script.LibraryShelf;
import io.slotwise.protocol.Bytes;
import io.slotwise.protocol.CommandError;
import io.slotwise.protocol.Errors;
import io.slotwise.sharding.cluster.ChangeRefusedException;
import io.slotwise.sharding.cluster.ClusterChange.SetLibraries;
import io.slotwise.sharding.cluster.Libraries;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/** The libraries of functions of a cluster, in its directory: every node has all of them. */
public final class DirectoryLibraries implements LibraryShelf {

  private final DirectoryChanges directory;

  public DirectoryLibraries(DirectoryChanges directory) {
    this.directory = directory;
  }

  /** As the directory has them: a char for each byte. */
  static Map<String, String> asText(Map<String, Bytes> libraries) {
    Map<String, String> texts = new TreeMap<>();
    libraries.forEach((name, text) -> texts.put(name, text.latin1()));
    return texts;
  }

  private static Kept asBytes(Libraries libraries) {
    Map<String, Bytes> texts = new TreeMap<>();
    libraries
        .texts()
        .forEach(
            (name, text) ->
                texts.put(name, Bytes.wrap(text.getBytes(StandardCharsets.ISO_8859_1))));
    return new Kept(libraries.revision(), texts);
  }

  @Override
  public Kept kept() {
    return asBytes(directory.map().libraries());
  }

  @Override
  public void onKept(Function<Kept, CompletionStage<Void>> reader) {
    directory.follow(map -> reader.apply(asBytes(map.libraries())));
  }

  @Override
  public CompletionStage<Boolean> keep(long basedOn, Map<String, Bytes> texts) {
    Libraries now = directory.map().libraries();
    if (now.revision() != basedOn) {
      return CompletableFuture.completedFuture(false);
    }
    Map<String, String> put = asText(texts);
    List<String> dropped =
        now.texts().keySet().stream().filter(name -> !put.containsKey(name)).toList();
    put.entrySet().removeAll(now.texts().entrySet());
    return directory
        .make(new SetLibraries(basedOn, put, dropped), map -> map.libraries().revision() > basedOn)
        .thenApply(made -> true)
        .exceptionallyCompose(DirectoryLibraries::failed);
  }

  private static CompletionStage<Boolean> failed(Throwable failure) {
    if (!(CommandErrors.cause(failure) instanceof ChangeRefusedException refused)) {
      return CompletableFuture.failedFuture(failure);
    }
    return SetLibraries.OVERTAKEN.equals(refused.getMessage())
        ? CompletableFuture.completedFuture(false)
        : CompletableFuture.failedFuture(new CommandError(Errors.err(refused.getMessage())));
  }
}
