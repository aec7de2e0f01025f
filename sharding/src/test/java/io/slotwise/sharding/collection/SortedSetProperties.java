package io.slotwise.sharding.collection;

import static org.assertj.core.api.Assertions.assertThat;

import io.slotwise.protocol.Bytes;
import io.slotwise.sharding.api.Value;
import io.slotwise.sharding.command.MapKeyspace;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

/**
 * A sorted set is a map from members to scores, and a list of it in order, whatever its layout.
 * Pages are tiny, so that trees have several levels, and the set is opened anew for every change.
 */
class SortedSetProperties {

  private static final Bytes KEY = Bytes.of("key");

  private static final SortedSetShape TINY =
      new SortedSetShape(4, 60, new TreeShape(true, 40, 60, 90), 48);

  private static final double[] SCORES = {
    0,
    -0.0,
    1,
    -1,
    0.5,
    -0.5,
    2,
    3,
    1e300,
    -1e300,
    Double.MIN_VALUE,
    Double.POSITIVE_INFINITY,
    Double.NEGATIVE_INFINITY
  };

  private static final Comparator<Element> ORDER =
      (a, b) -> a.score < b.score ? -1 : a.score > b.score ? 1 : a.member.compareTo(b.member);

  private record Element(Bytes member, double score) {}

  /** What is done to the set. */
  private interface Change {
    void to(Model model);
  }

  /** The set, and what it has to be. */
  private static final class Model {
    private final MapKeyspace keys = new MapKeyspace();
    private final Map<Bytes, Double> scores = new HashMap<>();
    private Value value;

    SortedSet open() {
      return value == null
          ? SortedSet.create(keys, KEY, TINY)
          : SortedSet.open(keys, KEY, value, TINY);
    }

    void save(SortedSet set) {
      value = set.isEmpty() ? null : set.toValue();
    }

    void put(Bytes member, double score) {
      SortedSet set = open();
      double before = set.score(member);
      assertThat(before).isEqualTo(scores.getOrDefault(member, Double.NaN));
      if (Double.isNaN(before)) {
        set.add(member, score);
      } else if (before != score) {
        set.change(member, before, score);
      }
      if (Double.isNaN(before) || before != score) {
        boolean isListpack = set.isListpack();
        scores.put(member, isListpack ? score + 0.0 : score);
      }
      save(set);
    }

    void remove(Bytes member) {
      SortedSet set = open();
      assertThat(set.remove(member)).isEqualTo(scores.remove(member) != null);
      save(set);
    }

    void removeRanks(double from, double share) {
      SortedSet set = open();
      long size = set.size();
      long first = (long) (size * from);
      long last = Math.min(size, first + (long) Math.ceil((size - first) * share));
      List<Element> ordered = ordered();
      set.remove(new RankRange(first, last));
      ordered.subList((int) first, (int) last).forEach(each -> scores.remove(each.member));
      save(set);
    }

    List<Element> ordered() {
      List<Element> ordered = new ArrayList<>();
      scores.forEach((member, score) -> ordered.add(new Element(member, score)));
      ordered.sort(ORDER);
      return ordered;
    }

    void check() {
      SortedSet set = open();
      List<Element> ordered = ordered();
      assertThat(set.size()).isEqualTo(ordered.size());
      assertThat(shown(set, set.ranks(), false)).isEqualTo(ordered);
      for (int i = 0; i < ordered.size(); i++) {
        Element element = ordered.get(i);
        assertThat(set.rank(element.member, element.score)).isEqualTo(i);
        assertThat(set.score(element.member)).isEqualTo(element.score);
      }
      checkRanges(set, ordered);
    }

    private void checkRanges(SortedSet set, List<Element> ordered) {
      for (double min : SCORES) {
        for (double max : new double[] {min, 0, 1, Double.POSITIVE_INFINITY}) {
          ElementRange range =
              new ElementRange(ElementEdge.ofScore(min, false), ElementEdge.ofScore(max, true));
          RankRange ranks = set.ranks(range);
          List<Element> wanted =
              new ArrayList<>(
                  ordered.stream().filter(e -> e.score >= min && e.score <= max).toList());
          assertThat(shown(set, ranks, false)).isEqualTo(wanted);
          java.util.Collections.reverse(wanted);
          assertThat(shown(set, ranks, true)).isEqualTo(wanted);
          RankRange open =
              set.ranks(
                  new ElementRange(
                      ElementEdge.ofScore(min, true), ElementEdge.ofScore(max, false)));
          assertThat(open.size())
              .isEqualTo(ordered.stream().filter(e -> e.score > min && e.score < max).count());
        }
      }
    }

    private static List<Element> shown(SortedSet set, RankRange ranks, boolean reversed) {
      List<Element> shown = new ArrayList<>();
      set.forEach(ranks, reversed, (member, score) -> shown.add(new Element(member, score)));
      return shown;
    }
  }

  @Provide
  Arbitrary<List<Change>> changes() {
    Arbitrary<Bytes> members =
        Arbitraries.frequencyOf(
            Tuple.of(20, Arbitraries.integers().between(0, 60).map(i -> Bytes.of("m" + i))),
            Tuple.of(2, Arbitraries.integers().between(1, 3).map(i -> Bytes.wrap(new byte[i]))),
            Tuple.of(1, Arbitraries.of(Bytes.EMPTY, Bytes.of("x".repeat(70)))));
    Arbitrary<Double> scores =
        Arbitraries.integers().between(0, SCORES.length - 1).map(i -> SCORES[i]);
    Arbitrary<Double> shares = Arbitraries.doubles().between(0, 1);
    Arbitrary<Change> puts =
        Combinators.combine(members, scores).as((m, s) -> model -> model.put(m, s));
    Arbitrary<Change> removals = members.map(m -> model -> model.remove(m));
    Arbitrary<Change> cuts =
        Combinators.combine(shares, shares).as((f, s) -> model -> model.removeRanks(f, s));
    return Arbitraries.frequencyOf(Tuple.of(30, puts), Tuple.of(8, removals), Tuple.of(1, cuts))
        .list()
        .ofMaxSize(200);
  }

  @Property(tries = 60)
  void isAMapAndAListInOrder(@ForAll("changes") List<Change> changes) {
    Model model = new Model();
    for (Change change : changes) {
      change.to(model);
      assertThat(model.open().size()).isEqualTo(model.scores.size());
    }
    model.check();
  }

  @Example
  void rangesOfMembersWhereAllScoresAreTheSame() {
    Model model = new Model();
    for (int i = 0; i < 200; i++) {
      model.put(Bytes.of("m" + i * 7 % 200), 5);
    }
    SortedSet set = model.open();
    List<Element> ordered = model.ordered();
    for (int i = 0; i < 200; i++) {
      Bytes member = ordered.get(i).member;
      assertThat(ranksBehind(set, ElementEdge.ofMember(member, false)).from()).isEqualTo(i);
      assertThat(ranksBehind(set, ElementEdge.ofMember(member, true)).size()).isEqualTo(199 - i);
    }
    assertThat(ranksBehind(set, ElementEdge.FIRST).size()).isEqualTo(200);
  }

  private static RankRange ranksBehind(SortedSet set, ElementEdge edge) {
    return set.ranks(new ElementRange(edge, ElementEdge.LAST));
  }

  @Example
  void aScanShowsWhatIsThereThroughout() {
    Model model = new Model();
    for (int i = 0; i < 500; i++) {
      model.put(Bytes.of("m" + i), i);
    }
    Set<Bytes> seen = new HashSet<>();
    long cursor = 0;
    int step = 0;
    do {
      cursor =
          model.open().scan(cursor, 10, (member, score) -> seen.add(Bytes.wrap(member.toArray())));
      model.remove(Bytes.of("m" + 2 * step % 500));
      model.put(Bytes.of("n" + step), 1);
      step++;
    } while (cursor != 0);
    assertThat(step).isGreaterThan(10);
    for (int i = 1; i < 500; i += 2) {
      assertThat(seen).contains(Bytes.of("m" + i));
    }
  }

  @Example
  void oneSetOfALargeSizeHasItsLayout() {
    MapKeyspace keys = new MapKeyspace();
    SortedSet set = SortedSet.create(keys, KEY);
    for (int i = 0; i < 20_000; i++) {
      set.add(Bytes.of("member" + i), i / 3);
    }
    Value value = set.toValue();
    assertThat(SortedSet.encoding(value)).isEqualTo("skiplist");
    SortedSet opened = SortedSet.open(keys, KEY, value);
    assertThat(opened.rank(Bytes.of("member15000"), 5000)).isEqualTo(15_000);
    int pagesBefore = keys.pageCount();
    opened.remove(new RankRange(100, 19_900));
    assertThat(opened.size()).isEqualTo(200);
    assertThat(keys.pageCount()).isLessThan(pagesBefore / 2);
  }
}
