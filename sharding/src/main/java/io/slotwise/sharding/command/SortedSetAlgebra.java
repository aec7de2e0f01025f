package io.slotwise.sharding.command;

import io.slotwise.protocol.Args;
import io.slotwise.protocol.Bytes;
import io.slotwise.protocol.CommandError;
import io.slotwise.protocol.Doubles;
import io.slotwise.protocol.Errors;
import io.slotwise.protocol.Reply;
import io.slotwise.protocol.ReplyRoom;
import io.slotwise.sharding.api.Keyspace;
import io.slotwise.sharding.command.SortedSetKeys.Element;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * One request for a union, an intersection or a difference of sorted sets and of plain sets, whose
 * members all have the score 1.
 *
 * <p>In a union and an intersection Redis combines scores from the smallest source to the largest,
 * which shows where sums are rounded; so it is done here too.
 */
final class SortedSetAlgebra {

  /** Words that only some of the commands know. */
  enum Word {
    WEIGHTS,
    AGGREGATE,
    WITHSCORES,
    LIMIT
  }

  /** How the scores of a member in several sources become one. */
  private enum Aggregate {
    SUM {
      @Override
      double combined(double before, double score) {
        return orZero(before + score);
      }
    },
    MIN {
      @Override
      double combined(double before, double score) {
        return score < before ? score : before;
      }
    },
    MAX {
      @Override
      double combined(double before, double score) {
        return score > before ? score : before;
      }
    };

    abstract double combined(double before, double score);
  }

  private record Weighted(ScoreSource source, double weight) {}

  private static final Reply.Error WEIGHT_NOT_FLOAT = Errors.err("weight value is not a float");
  private static final Reply.Error LIMIT_NEGATIVE = Errors.err("LIMIT can't be negative");

  private final List<ScoreSource> sources = new ArrayList<>();
  private double[] weights;
  private Aggregate aggregate = Aggregate.SUM;
  private boolean withScores;
  private long limit;

  private SortedSetAlgebra() {}

  /**
   * Reads a request and its sources.
   *
   * @param name of the command, for its errors
   * @param keyCountAt the argument that tells how many keys follow
   * @param known what may stand behind the keys
   * @throws CommandError in this order: number of keys not an integer; none; syntax where there are
   *     fewer; WRONGTYPE; then as the words stand, syntax or a number that is none
   */
  static SortedSetAlgebra read(
      Keyspace keys, Args args, String name, int keyCountAt, Set<Word> known) {
    long keyCount = args.integer(keyCountAt);
    if (keyCount < 1) {
      throw new CommandError(
          Errors.err("at least 1 input key is needed for '" + name + "' command"));
    }
    if (keyCount > args.count() - (keyCountAt + 1)) {
      throw new CommandError(Errors.syntax());
    }
    SortedSetAlgebra algebra = new SortedSetAlgebra();
    int optionsAt = keyCountAt + 1 + (int) keyCount;
    long elementCount = 0;
    for (int i = keyCountAt + 1; i < optionsAt; i++) {
      ScoreSource source = ScoreSource.read(keys, args.get(i));
      algebra.sources.add(source);
      elementCount += source.size();
    }
    algebra.weights = new double[algebra.sources.size()];
    Arrays.fill(algebra.weights, 1);
    algebra.readOptions(args, optionsAt, known);
    keys.willVisit(elementCount);
    return algebra;
  }

  private void readOptions(Args args, int first, Set<Word> known) {
    for (int i = first; i < args.count(); i++) {
      int left = args.count() - i;
      if (known.contains(Word.WEIGHTS) && left > weights.length && args.is(i, "weights")) {
        readWeights(args, i + 1);
        i += weights.length;
      } else if (known.contains(Word.AGGREGATE) && left > 1 && args.is(i, "aggregate")) {
        i++;
        aggregate = aggregate(args, i);
      } else if (known.contains(Word.WITHSCORES) && args.is(i, "withscores")) {
        withScores = true;
      } else if (known.contains(Word.LIMIT) && left > 1 && args.is(i, "limit")) {
        i++;
        limit = args.integer(i, LIMIT_NEGATIVE);
        if (limit < 0) {
          throw new CommandError(LIMIT_NEGATIVE);
        }
      } else {
        throw new CommandError(Errors.syntax());
      }
    }
  }

  private void readWeights(Args args, int first) {
    for (int i = 0; i < weights.length; i++) {
      weights[i] = Doubles.parse(args.get(first + i));
      if (Double.isNaN(weights[i])) {
        throw new CommandError(WEIGHT_NOT_FLOAT);
      }
    }
  }

  private static Aggregate aggregate(Args args, int at) {
    for (Aggregate each : Aggregate.values()) {
      if (args.is(at, each.name())) {
        return each;
      }
    }
    throw new CommandError(Errors.syntax());
  }

  /** Whether the reply is to have scores. */
  boolean withScores() {
    return withScores;
  }

  /** Members that are in any source, in order. */
  List<Element> union() {
    ReplyRoom room = new ReplyRoom();
    Map<Bytes, Double> scores = new HashMap<>();
    for (Weighted each : fromSmallest()) {
      each.source.forEach(
          (member, score) -> {
            int before = scores.size();
            scores.merge(member, orZero(each.weight * score), aggregate::combined);
            if (scores.size() > before) {
              room.element(member);
            }
          });
    }
    List<Element> elements = new ArrayList<>(scores.size());
    scores.forEach((member, score) -> elements.add(new Element(member, score)));
    elements.sort(Comparator.naturalOrder());
    return elements;
  }

  /** Members that are in every source, in order. */
  List<Element> intersection() {
    List<Weighted> ordered = fromSmallest();
    Weighted smallest = ordered.get(0);
    List<Weighted> others = ordered.subList(1, ordered.size());
    ReplyRoom room = new ReplyRoom();
    List<Element> elements = new ArrayList<>();
    smallest.source.forEach(
        (member, score) -> {
          double combined = combined(member, orZero(smallest.weight * score), others);
          if (!Double.isNaN(combined)) {
            elements.add(new Element(room.element(member), combined));
          }
        });
    elements.sort(Comparator.naturalOrder());
    return elements;
  }

  /** The score with those in the other sources, or NaN when the member is not in all of them. */
  private double combined(Bytes member, double first, List<Weighted> others) {
    double combined = first;
    for (Weighted other : others) {
      double score = other.source.score(member);
      if (Double.isNaN(score)) {
        return Double.NaN;
      }
      combined = aggregate.combined(combined, other.weight * score);
    }
    return combined;
  }

  /** How many members are in every source, as far as the limit. */
  long intersectionSize() {
    List<Weighted> ordered = fromSmallest();
    List<Weighted> others = ordered.subList(1, ordered.size());
    long most = limit == 0 ? Long.MAX_VALUE : limit;
    long[] found = {0};
    ordered
        .get(0)
        .source
        .forEach(
            (member, score) -> {
              if (found[0] < most && isInAll(member, others)) {
                found[0]++;
              }
            });
    return found[0];
  }

  private static boolean isInAll(Bytes member, List<Weighted> sources) {
    return sources.stream().noneMatch(each -> Double.isNaN(each.source.score(member)));
  }

  /** Members of the first source that are in no other, in order. */
  List<Element> difference() {
    List<ScoreSource> others = sources.subList(1, sources.size());
    ReplyRoom room = new ReplyRoom();
    List<Element> elements = new ArrayList<>();
    sources
        .get(0)
        .forEach(
            (member, score) -> {
              if (others.stream().allMatch(other -> Double.isNaN(other.score(member)))) {
                elements.add(new Element(room.element(member), score));
              }
            });
    elements.sort(Comparator.naturalOrder());
    return elements;
  }

  private List<Weighted> fromSmallest() {
    List<Weighted> ordered = new ArrayList<>(weights.length);
    for (int i = 0; i < weights.length; i++) {
      ordered.add(new Weighted(sources.get(i), weights[i]));
    }
    ordered.sort(Comparator.comparingLong(each -> each.source.size()));
    return ordered;
  }

  /** Infinity times zero, and infinity less infinity, count as 0. */
  private static double orZero(double score) {
    return Double.isNaN(score) ? 0 : score;
  }
}
