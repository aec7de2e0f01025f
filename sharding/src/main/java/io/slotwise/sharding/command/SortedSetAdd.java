package io.slotwise.sharding.command;

import io.slotwise.protocol.Args;
import io.slotwise.protocol.Bytes;
import io.slotwise.protocol.CommandError;
import io.slotwise.protocol.Doubles;
import io.slotwise.protocol.Errors;
import io.slotwise.protocol.Replies;
import io.slotwise.protocol.Reply;
import io.slotwise.sharding.api.Keyspace;
import io.slotwise.sharding.collection.SortedSet;
import io.slotwise.sharding.command.SortedSetKeys.Element;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * What ZADD and its like do: members with scores go into a sorted set under the conditions that
 * options set.
 */
record SortedSetAdd(Set<Option> options, List<Element> elements) {

  /** Options, which may repeat and stand in any order. */
  enum Option {
    /** Members that are there stay as they are. */
    NX,
    /** Nothing is added. */
    XX,
    /** A score that is there only rises; a member may be new. */
    GT,
    /** A score that is there only falls; a member may be new. */
    LT,
    /** Changed members are counted too. */
    CH,
    /** The score is added to what is there; the reply is the sum. */
    INCR;

    private static final Option[] ALL = values();

    /** The option at an argument, or null. */
    static Option of(Args args, int at) {
      for (Option option : ALL) {
        if (args.is(at, option.name())) {
          return option;
        }
      }
      return null;
    }
  }

  private static final int FIRST_OPTION = 2;

  private static final Reply.Error NX_AND_XX =
      Errors.err("XX and NX options at the same time are not compatible");
  private static final Reply.Error GT_LT_NX =
      Errors.err("GT, LT, and/or NX options at the same time are not compatible");
  private static final Reply.Error ONE_INCREMENT =
      Errors.err("INCR option supports a single increment-element pair");
  private static final Reply.Error NOT_A_NUMBER =
      Errors.err("resulting score is not a number (NaN)");

  /** A whole request of ZADD, or of ZINCRBY, which is ZADD with INCR and no words for it. */
  static SortedSetAdd parse(Args args, boolean increments) {
    Set<Option> options = EnumSet.noneOf(Option.class);
    int at = FIRST_OPTION;
    for (Option option; at < args.count() && (option = Option.of(args, at)) != null; at++) {
      options.add(option);
    }
    if (increments) {
      options.add(Option.INCR);
    }
    int words = args.count() - at;
    if (words == 0 || words % 2 != 0) {
      throw new CommandError(Errors.syntax());
    }
    requireCompatible(options, words / 2);
    return new SortedSetAdd(options, elements(args, at, words / 2));
  }

  private static void requireCompatible(Set<Option> options, int elementCount) {
    boolean nx = options.contains(Option.NX);
    boolean gt = options.contains(Option.GT);
    boolean lt = options.contains(Option.LT);
    if (nx && options.contains(Option.XX)) {
      throw new CommandError(NX_AND_XX);
    }
    if (gt && nx || lt && nx || gt && lt) {
      throw new CommandError(GT_LT_NX);
    }
    if (options.contains(Option.INCR) && elementCount > 1) {
      throw new CommandError(ONE_INCREMENT);
    }
  }

  private static List<Element> elements(Args args, int first, int count) {
    List<Element> elements = new ArrayList<>(count);
    for (int i = first; i < args.count(); i += 2) {
      elements.add(new Element(args.get(i + 1), score(args, i)));
    }
    return elements;
  }

  /** The number at an argument. Errors: not a valid float. */
  static double score(Args args, int at) {
    double score = Doubles.parse(args.get(at));
    if (Double.isNaN(score)) {
      throw new CommandError(Errors.notFloat());
    }
    return score;
  }

  /** Changes the set at the key and answers. Errors: WRONGTYPE; a sum that is not a number. */
  Reply run(Keyspace keys, Bytes key) {
    SortedSet set = SortedSetKeys.peek(keys, key);
    if (set == null) {
      set = SortedSet.create(keys, key);
    }
    keys.willVisit(elements.size());
    boolean increments = options.contains(Option.INCR);
    long sizeBefore = set.size();
    long changed = 0;
    double result = Double.NaN;
    for (Element element : elements) {
      double before = set.score(element.member());
      double after = scoreAfter(before, element.score());
      if (!Double.isNaN(after)) {
        result = after;
        changed += put(set, element.member(), before, after);
      }
    }
    long added = set.size() - sizeBefore;
    if (added + changed > 0) {
      SortedSetKeys.save(keys, key, set, increments ? "zincr" : "zadd");
    }
    if (increments) {
      return Double.isNaN(result) ? Replies.NIL : new Reply.Dbl(result);
    }
    return Replies.integer(options.contains(Option.CH) ? added + changed : added);
  }

  /** The score that a member is to have, or NaN where the options leave things as they are. */
  private double scoreAfter(double before, double given) {
    if (Double.isNaN(before)) {
      return options.contains(Option.XX) ? Double.NaN : given;
    }
    if (options.contains(Option.NX)) {
      return Double.NaN;
    }
    double after = options.contains(Option.INCR) ? before + given : given;
    if (Double.isNaN(after)) {
      // Increments come alone, so nothing has been written yet.
      throw new CommandError(NOT_A_NUMBER);
    }
    boolean refused =
        options.contains(Option.GT) && after <= before
            || options.contains(Option.LT) && after >= before;
    return refused ? Double.NaN : after;
  }

  /** 1 when a member that was there has another score now. */
  private static int put(SortedSet set, Bytes member, double before, double after) {
    if (Double.isNaN(before)) {
      set.add(member, after);
      return 0;
    }
    if (before == after) {
      return 0;
    }
    set.change(member, before, after);
    return 1;
  }
}
