package io.slotwise.node.command;

import io.slotwise.node.connection.CatalogEntry;
import io.slotwise.protocol.Replies;
import io.slotwise.protocol.Reply;
import io.slotwise.protocol.command.AclCategory;
import io.slotwise.protocol.command.CommandSpec;
import io.slotwise.protocol.command.Flag;
import io.slotwise.protocol.command.KeySpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

/** A command's spec in the shape of {@code COMMAND INFO}. */
final class CommandFacts {

  /** Flags that Redis acts on and COMMAND INFO does not list. */
  private static final Set<Flag> UNLISTED = Set.of(Flag.PROTECTED, Flag.MAY_REPLICATE);

  private static final Reply EMPTY_SET = new Reply.SetOf(List.of());

  private CommandFacts() {}

  static Reply of(CatalogEntry entry) {
    CommandSpec spec = entry.spec();
    return Replies.array(
        Replies.bulk(spec.name()),
        Replies.integer(spec.arity().value()),
        words(reportedFlags(spec)),
        Replies.integer(spec.firstKey()),
        Replies.integer(spec.lastKey()),
        Replies.integer(spec.keyStep()),
        words(spec.allCategories().stream().map(AclCategory::word)),
        new Reply.SetOf(spec.tips().stream().map(Replies::bulk).toList()),
        new Reply.SetOf(spec.keys().stream().map(CommandFacts::keySpec).toList()),
        subcommands(entry));
  }

  /** What clients are told. */
  private static Stream<String> reportedFlags(CommandSpec spec) {
    return spec.allFlags().stream().filter(flag -> !UNLISTED.contains(flag)).map(Flag::word);
  }

  private static Reply subcommands(CatalogEntry entry) {
    return entry.subcommands().isEmpty()
        ? EMPTY_SET
        : new Reply.Array(entry.subcommands().stream().map(CommandFacts::of).toList());
  }

  /** What happens to a key: {@code RW access update}. */
  static Reply keyFlags(KeySpec.Access access, Iterable<KeySpec.Effect> effects) {
    List<Reply> words = new ArrayList<>();
    if (access != null) {
      words.add(new Reply.Status(access.name()));
    }
    effects.forEach(effect -> words.add(new Reply.Status(effect.name().toLowerCase(Locale.ROOT))));
    return new Reply.SetOf(words);
  }

  private static Reply words(Stream<String> words) {
    return new Reply.SetOf(words.<Reply>map(Reply.Status::new).toList());
  }

  private static Reply keySpec(KeySpec spec) {
    return map(
        "flags", keyFlags(spec.access(), sorted(spec.effects())),
        "begin_search", beginSearch(spec),
        "find_keys", findKeys(spec));
  }

  private static List<KeySpec.Effect> sorted(Set<KeySpec.Effect> effects) {
    return effects.stream().sorted().toList();
  }

  private static Reply beginSearch(KeySpec spec) {
    if (spec instanceof KeySpec.Range range) {
      return typed("index", map("index", Replies.integer(range.first())));
    }
    if (spec instanceof KeySpec.Counted counted) {
      return typed("index", map("index", Replies.integer(counted.countAt())));
    }
    if (spec instanceof KeySpec.AfterKeyword after) {
      return typed(
          "keyword",
          map(
              "keyword", Replies.bulk(after.keyword()),
              "startfrom", Replies.integer(after.searchFrom())));
    }
    return typed("unknown", map());
  }

  private static Reply findKeys(KeySpec spec) {
    if (spec instanceof KeySpec.Range range) {
      int last = range.last() >= 0 ? range.last() - range.first() : range.last();
      return range(last, range.step(), range.limit());
    }
    if (spec instanceof KeySpec.Counted counted) {
      return typed(
          "keynum",
          map(
              "keynumidx", Replies.ZERO,
              "firstkey", Replies.integer(counted.first() - counted.countAt()),
              "keystep", Replies.integer(counted.step())));
    }
    if (spec instanceof KeySpec.AfterKeyword after) {
      return range(after.last(), after.step(), after.limit());
    }
    return typed("unknown", map());
  }

  private static Reply range(int last, int step, int limit) {
    return typed(
        "range",
        map(
            "lastkey", Replies.integer(last),
            "keystep", Replies.integer(step),
            "limit", Replies.integer(limit)));
  }

  private static Reply typed(String type, Reply spec) {
    return map("type", Replies.bulk(type), "spec", spec);
  }

  /** Names and replies in turn. */
  static Reply map(Object... namesAndReplies) {
    List<Reply> flat = new ArrayList<>();
    for (int i = 0; i < namesAndReplies.length; i += 2) {
      flat.add(Replies.bulk((String) namesAndReplies[i]));
      flat.add((Reply) namesAndReplies[i + 1]);
    }
    return new Reply.MapOf(flat);
  }
}
