package io.slotwise.node.script;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slotwise.protocol.Bytes;
import io.slotwise.protocol.CommandError;
import io.slotwise.protocol.Errors;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** Libraries that others change too. */
class FunctionStoreTest {

  /** Others may come before each change. */
  private static final class SharedShelf implements LibraryShelf {

    private Kept kept = new Kept(0, Map.of());
    private Function<Kept, CompletionStage<Void>> reader;
    private final List<Bytes> fromOthers = new ArrayList<>();
    private int keeps;

    @Override
    public Kept kept() {
      return kept;
    }

    @Override
    public void onKept(Function<Kept, CompletionStage<Void>> newReader) {
      reader = newReader;
    }

    @Override
    public CompletionStage<Boolean> keep(long basedOn, Map<String, Bytes> texts) {
      keeps++;
      if (!fromOthers.isEmpty()) {
        Map<String, Bytes> more = new TreeMap<>(kept.texts());
        more.put("other" + fromOthers.size(), fromOthers.remove(0));
        become(more);
      }
      if (basedOn != kept.revision()) {
        return CompletableFuture.completedFuture(false);
      }
      become(texts);
      return CompletableFuture.completedFuture(true);
    }

    void become(Map<String, Bytes> texts) {
      kept = new Kept(kept.revision() + 1, texts);
      reader.apply(kept);
    }
  }

  private final SharedShelf shelf = new SharedShelf();
  private final FunctionStore store = new FunctionStore(new LuaEngines(), shelf, Runnable::run);

  private static Bytes library(String name, String function) {
    return Bytes.of(
        "#!lua name="
            + name
            + "\nredis.register_function('"
            + function
            + "', function() return 1 end)");
  }

  private void load(Bytes text) {
    FunctionTable.Library library = store.read(text);
    store
        .change(
            table -> {
              if (table.has(library.name())) {
                throw new CommandError(Errors.err("exists"));
              }
              return table.with(library);
            })
        .toCompletableFuture()
        .join();
  }

  @Test
  void whatIsKeptCanBeCalled() {
    load(library("a", "f"));
    assertThat(store.table().find("F").library().name()).isEqualTo("a");
    assertThat(shelf.kept().texts()).containsOnlyKeys("a");
    shelf.become(Map.of());
    assertThat(store.table().find("f")).isNull();
    assertThat(store.wasDroppedLately("a")).isTrue();
    assertThat(store.wasDroppedLately("b")).isFalse();
  }

  @Test
  void aChangeIsMadeAnewFromWhatOthersHaveMade() {
    shelf.fromOthers.add(library("other2", "g"));
    shelf.fromOthers.add(library("other1", "h"));
    load(library("a", "f"));
    assertThat(shelf.keeps).isEqualTo(3);
    assertThat(shelf.kept().texts()).containsOnlyKeys("a", "other1", "other2");
    assertThat(store.table().find("g")).isNotNull();
    assertThat(store.table().find("h")).isNotNull();
  }

  @Test
  void whatOthersHaveMadeMayBeInTheWay() {
    shelf.fromOthers.add(library("other1", "f"));
    assertThatThrownBy(() -> load(library("a", "f")))
        .hasMessageContaining("Function f already exists");
    assertThat(shelf.kept().texts()).containsOnlyKeys("other1");
  }

  @Test
  void aChangeThatChangesNothingIsNotKept() {
    store.change(table -> table).toCompletableFuture().join();
    assertThat(shelf.keeps).isZero();
  }

  @Test
  void aTextThatIsKeptIsReadOnce() {
    Bytes text = library("a", "f");
    load(text);
    shelf.become(Map.of("a", text, "b", library("b", "g")));
    assertThat(store.read(text)).isSameAs(store.table().find("f").library());
  }

  @Test
  void aTextThatWasReplacedIsForgotten() {
    Bytes text = library("a", "f");
    load(text);
    FunctionTable.Library old = store.read(text);
    FunctionTable.Library other = store.read(library("a", "g"));
    store.change(table -> table.with(other)).toCompletableFuture().join();
    assertThat(store.read(text)).isNotSameAs(old);
  }

  @Test
  void aTextThatWasRefusedIsForgotten() {
    load(library("a", "f"));
    Bytes text = library("b", "f");
    FunctionTable.Library refused = store.read(text);
    assertThatThrownBy(() -> load(text)).hasMessageContaining("Function f already exists");
    assertThat(store.read(text)).isNotSameAs(refused);
  }

  @Test
  void aLibraryThatCannotBeReadIsLeftOut() {
    shelf.become(Map.of("bad", Bytes.of("#!lua name=bad\nthis is no Lua"), "a", library("a", "f")));
    assertThat(store.table().libraries()).hasSize(1);
  }
}
