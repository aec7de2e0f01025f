package io.slotwise.protocol.command;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * Everything that {@code COMMAND INFO} reports about one command, and nothing else.
 *
 * @param name lower case; of a subcommand the full name, {@code config|get}
 * @param since the Redis version that brought it, {@code 1.0.0}; of our own commands {@code
 *     slotwise-0.1.0}
 * @param flags as declared: MOVABLEKEYS is derived, see {@link #allFlags()}
 * @param categories as declared: the rest is derived, see {@link #allCategories()}
 * @param tips Redis's hints for clients and proxies, {@code request_policy:all_shards}
 * @param subcommands empty unless this is a container such as CONFIG
 */
public record CommandSpec(
    String name,
    CommandGroup group,
    String since,
    Arity arity,
    Set<Flag> flags,
    Set<AclCategory> categories,
    List<KeySpec> keys,
    List<String> tips,
    List<CommandSpec> subcommands) {

  public boolean is(Flag flag) {
    return flags.contains(flag);
  }

  /** The declared flags and those that follow from the key specs. */
  public Set<Flag> allFlags() {
    EnumSet<Flag> all = EnumSet.noneOf(Flag.class);
    all.addAll(flags);
    boolean movable =
        keys.stream()
            .anyMatch(
                spec ->
                    !(spec instanceof KeySpec.Range)
                        || spec.effects().contains(KeySpec.Effect.INCOMPLETE));
    if (movable) {
      all.add(Flag.MOVABLEKEYS);
    }
    return all;
  }

  /** The declared categories and those that Redis derives from flags. */
  public Set<AclCategory> allCategories() {
    EnumSet<AclCategory> all = EnumSet.noneOf(AclCategory.class);
    all.addAll(categories);
    if (flags.contains(Flag.WRITE)) {
      all.add(AclCategory.WRITE);
    }
    // A script is not a read, whatever its flags say.
    if (flags.contains(Flag.READONLY) && !categories.contains(AclCategory.SCRIPTING)) {
      all.add(AclCategory.READ);
    }
    if (flags.contains(Flag.ADMIN)) {
      all.add(AclCategory.ADMIN);
      all.add(AclCategory.DANGEROUS);
    }
    if (flags.contains(Flag.PUBSUB)) {
      all.add(AclCategory.PUBSUB);
    }
    if (flags.contains(Flag.BLOCKING)) {
      all.add(AclCategory.BLOCKING);
    }
    all.add(flags.contains(Flag.FAST) ? AclCategory.FAST : AclCategory.SLOW);
    return all;
  }

  /**
   * Redis's old triple: position of the first key, or 0 when there is none. Ranges that follow each
   * other (RENAME, BITOP) count as one.
   */
  public int firstKey() {
    KeySpec.Range range = plainRange();
    return range == null ? 0 : range.first();
  }

  /** Position of the last key; negative counts from the end of the request. */
  public int lastKey() {
    KeySpec.Range range = plainRange();
    return range == null ? 0 : range.last();
  }

  /** Distance between keys. */
  public int keyStep() {
    KeySpec.Range range = plainRange();
    return range == null ? 0 : range.step();
  }

  private KeySpec.Range plainRange() {
    if (keys.size() == 1) {
      return keys.get(0) instanceof KeySpec.Range range ? range : null;
    }
    KeySpec.Range joined = null;
    for (KeySpec spec : keys) {
      if (spec instanceof KeySpec.Range range && range.step() == 1) {
        if (joined != null && joined.last() != range.first() - 1) {
          return null;
        }
        int first = joined == null ? range.first() : joined.first();
        joined = new KeySpec.Range(first, range.last(), 1, 0, range.access(), range.effects());
      }
    }
    return joined;
  }

  /** Of a subcommand the word behind the bar, otherwise the name. */
  public String lastWord() {
    return name.substring(name.indexOf('|') + 1);
  }
}
