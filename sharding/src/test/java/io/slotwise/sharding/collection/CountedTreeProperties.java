package io.slotwise.sharding.collection;

import static org.assertj.core.api.Assertions.assertThat;

import io.slotwise.protocol.Bytes;
import io.slotwise.sharding.command.MapKeyspace;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.LongStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

/**
 * A tree without order is an {@link ArrayList}, and one with order a {@link TreeSet}, whatever is
 * done to it: after every step the same elements are there, the form is as {@link TreeCheck} wants
 * it, and no page is left over. Pages are tiny, so that a few dozen elements make a tree of several
 * levels.
 */
class CountedTreeProperties {

  private static final Bytes KEY = Bytes.of("key");
  private static final TreeShape TINY_BY_RANK = new TreeShape(false, 20, 40, 64);
  private static final TreeShape TINY_BY_BYTES = new TreeShape(true, 20, 40, 64);

  enum Kind {
    APPEND,
    APPEND_MANY,
    PREPEND,
    PREPEND_MANY,
    INSERT,
    REPLACE,
    REMOVE,
    REMOVE_FIRST,
    REMOVE_LAST,
    REMOVE_RANGE,
    REMOVE_EACH,
    SHRINK,
    REOPEN
  }

  /**
   * One step.
   *
   * @param place where, in thousandths of what is there
   * @param size how large, or how many
   */
  record Step(Kind kind, int place, int size) {}

  @Provide
  Arbitrary<List<Step>> histories() {
    Arbitrary<Kind> growing =
        Arbitraries.of(Kind.APPEND, Kind.APPEND_MANY, Kind.PREPEND, Kind.PREPEND_MANY, Kind.INSERT);
    Arbitrary<Kind> kinds = Arbitraries.oneOf(growing, Arbitraries.of(Kind.class));
    Arbitrary<Integer> places = Arbitraries.integers().between(0, 1000);
    Arbitrary<Integer> sizes =
        Arbitraries.frequencyOf(
            Tuple.of(9, Arbitraries.integers().between(0, 12)),
            Tuple.of(1, Arbitraries.integers().between(13, 200)));
    return Combinators.combine(kinds, places, sizes).as(Step::new).list().ofMaxSize(200);
  }

  @Property(tries = 300)
  void withoutOrderItIsAList(@ForAll("histories") List<Step> history) {
    new ListRun(TINY_BY_RANK).run(history);
  }

  @Property(tries = 300)
  void withOrderItIsASet(@ForAll("histories") List<Step> history) {
    new SetRun(TINY_BY_BYTES).run(history);
  }

  @Property(tries = 10)
  void alsoWhenItIsLarge(@ForAll Random random) {
    TreeShape shape = new TreeShape(false, 64, 128, 128);
    ListRun list = new ListRun(shape);
    SetRun set = new SetRun(new TreeShape(true, 64, 128, 128));
    Kind[] kinds = Kind.values();
    for (int i = 0; i < 1000; i++) {
      boolean removes = random.nextInt(100) == 0;
      Kind kind = removes ? kinds[random.nextInt(kinds.length)] : kinds[random.nextInt(6)];
      Step step = new Step(kind, random.nextInt(1001), random.nextInt(30));
      list.apply(step);
      set.apply(step);
    }
    list.check();
    set.check();
  }

  /** A tree beside a model of it. */
  private abstract static class Run {
    final TreeShape shape;
    final MapKeyspace keyspace = new MapKeyspace();
    final CollectionPages pages = CollectionPages.create(keyspace, KEY);
    CountedTree tree;
    private int made;

    Run(TreeShape shape) {
      this.shape = shape;
      this.tree = CountedTree.create(pages, shape);
    }

    void run(List<Step> history) {
      for (Step step : history) {
        apply(step);
        check();
      }
      tree.removeRange(0, tree.count());
      assertThat(keyspace.pageCount()).isZero();
    }

    abstract void apply(Step step);

    abstract List<Bytes> model();

    void reopen() {
      byte[] state = new byte[tree.stateBytes()];
      tree.writeTo(state, 0);
      tree = CountedTree.open(pages, shape, state, 0, state.length);
    }

    void check() {
      List<Bytes> model = model();
      assertThat(TreeCheck.elements(tree, pages, shape, keyspace.pageCount())).isEqualTo(model);
      assertThat(tree.count()).isEqualTo(model.size());
      for (int rank = 0; rank < model.size(); rank += 1 + model.size() / 10) {
        assertThat(tree.get(rank)).isEqualTo(model.get(rank));
      }
      int from = model.size() / 3;
      TreeCursor forward = tree.forward(from);
      for (int rank = from; rank < model.size(); rank++) {
        assertThat(forward.next()).isTrue();
        assertThat(forward.rank()).isEqualTo(rank);
        assertThat(forward.element()).isEqualTo(model.get(rank));
      }
      assertThat(forward.next()).isFalse();
      TreeCursor backward = tree.backward(model.size() - 1 - from);
      for (int rank = model.size() - 1 - from; rank >= 0; rank--) {
        assertThat(backward.next()).isTrue();
        assertThat(backward.rank()).isEqualTo(rank);
        assertThat(backward.isAt(model.get(rank))).isTrue();
      }
      assertThat(backward.next()).isFalse();
    }

    /** An element unlike all others. */
    Bytes element(Step step) {
      String text = Integer.toString(Integer.reverse(++made) >>> 4, 36) + "-" + made;
      return Bytes.of(text.length() > step.size() ? text : text.concat("x".repeat(step.size())));
    }

    List<Bytes> several(Step step) {
      List<Bytes> several = new ArrayList<>();
      for (int i = 0; i < step.size(); i++) {
        several.add(element(new Step(step.kind(), 0, i)));
      }
      return several;
    }

    int rank(Step step) {
      return (int) Math.min(tree.count() * step.place() / 1000, tree.count() - 1);
    }

    int rangeEnd(Step step) {
      return (int) Math.min(rank(step) + step.size(), tree.count());
    }

    /** Some of the ranks, ascending. */
    long[] ranks(Step step) {
      int every = 1 + step.size() % 5;
      return LongStream.range(rank(step), tree.count()).filter(rank -> rank % every == 0).toArray();
    }
  }

  private static final class ListRun extends Run {
    private final List<Bytes> model = new ArrayList<>();

    ListRun(TreeShape shape) {
      super(shape);
    }

    @Override
    List<Bytes> model() {
      return model;
    }

    @Override
    void apply(Step step) {
      switch (step.kind()) {
        case APPEND -> insert(model.size(), element(step));
        case PREPEND -> insert(0, element(step));
        case INSERT -> insert(Math.max(rank(step), 0), element(step));
        case APPEND_MANY -> {
          List<Bytes> several = several(step);
          tree.append(several);
          model.addAll(several);
        }
        case PREPEND_MANY -> {
          List<Bytes> several = several(step);
          tree.prepend(several);
          model.addAll(0, several);
        }
        case SHRINK -> tree.shrink();
        case REOPEN -> reopen();
        default -> {
          if (!model.isEmpty()) {
            applyToSome(step);
          }
        }
      }
    }

    private void insert(int rank, Bytes element) {
      tree.insert(rank, element);
      model.add(rank, element);
    }

    private void applyToSome(Step step) {
      switch (step.kind()) {
        case REPLACE -> {
          Bytes element = element(step);
          tree.replace(rank(step), element);
          model.set(rank(step), element);
        }
        case REMOVE -> remove(rank(step));
        case REMOVE_FIRST -> remove(0);
        case REMOVE_LAST -> remove(model.size() - 1);
        case REMOVE_RANGE -> {
          int from = rank(step);
          int to = rangeEnd(step);
          tree.removeRange(from, to);
          model.subList(from, to).clear();
        }
        case REMOVE_EACH -> {
          long[] ranks = ranks(step);
          tree.removeEach(ranks);
          for (int i = ranks.length - 1; i >= 0; i--) {
            model.remove((int) ranks[i]);
          }
        }
        default -> throw new IllegalStateException(step.toString());
      }
    }

    private void remove(int rank) {
      assertThat(tree.remove(rank)).isEqualTo(model.remove(rank));
    }
  }

  private static final class SetRun extends Run {
    private final TreeSet<Bytes> model = new TreeSet<>();

    SetRun(TreeShape shape) {
      super(shape);
    }

    @Override
    List<Bytes> model() {
      return new ArrayList<>(model);
    }

    @Override
    void apply(Step step) {
      switch (step.kind()) {
        case APPEND, PREPEND, INSERT -> insert(element(step));
        case APPEND_MANY, PREPEND_MANY -> several(step).forEach(this::insert);
        case SHRINK -> tree.shrink();
        case REOPEN -> reopen();
        default -> {
          if (!model.isEmpty()) {
            applyToSome(step);
          }
        }
      }
    }

    private void insert(Bytes element) {
      assertThat(tree.rankOf(element)).isEqualTo(model.headSet(element).size());
      tree.insert(element);
      model.add(element);
      assertThat(tree.rankOf(element)).isEqualTo(model.headSet(element).size());
    }

    private void applyToSome(Step step) {
      switch (step.kind()) {
        case REPLACE -> {
          Bytes old = tree.get(rank(step));
          Bytes element = Bytes.of(old.latin1() + "y");
          tree.replace(rank(step), element);
          model.remove(old);
          model.add(element);
        }
        case REMOVE -> remove(rank(step));
        case REMOVE_FIRST -> remove(0);
        case REMOVE_LAST -> remove(model.size() - 1);
        case REMOVE_RANGE -> {
          int from = rank(step);
          int to = rangeEnd(step);
          List<Bytes> gone = new ArrayList<>(model()).subList(from, to);
          tree.removeRange(from, to);
          gone.forEach(model::remove);
        }
        case REMOVE_EACH -> {
          long[] ranks = ranks(step);
          List<Bytes> all = model();
          tree.removeEach(ranks);
          for (long rank : ranks) {
            model.remove(all.get((int) rank));
          }
        }
        default -> throw new IllegalStateException(step.toString());
      }
    }

    private void remove(int rank) {
      Bytes element = tree.remove(rank);
      assertThat(tree.rankOf(element)).isEqualTo(rank);
      assertThat(model.remove(element)).isTrue();
    }
  }
}
