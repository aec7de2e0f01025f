package io.slotwise.node.command;

import io.slotwise.protocol.Args;
import io.slotwise.protocol.command.CommandSpec;
import io.slotwise.protocol.command.KeyPositions.Key;
import io.slotwise.protocol.command.KeySpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;

/**
 * The keys of commands that have some among their options, where no key spec can find them all: for
 * COMMAND GETKEYS, which names what the request itself would touch, as far as its words tell.
 */
final class KeysAmongOptions {

  private static final Map<String, BiFunction<CommandSpec, Args, List<Key>>> RULES =
      Map.of("sort", KeysAmongOptions::ofSort, "migrate", KeysAmongOptions::ofMigrate);

  /** How many words belong to an option of SORT, and to one of MIGRATE, besides its own. */
  private static final Map<String, Integer> SORT_OPTIONS = Map.of("limit", 2, "get", 1, "by", 1);

  private static final Map<String, Integer> MIGRATE_OPTIONS =
      Map.of("copy", 0, "replace", 0, "auth", 1, "auth2", 2);

  private static final int SORT_KEY = 1;
  private static final int MIGRATE_KEY = 3;
  private static final int MIGRATE_FIRST_OPTION = 6;

  private KeysAmongOptions() {}

  /** Whether the command is one of these. */
  static boolean has(CommandSpec command) {
    return RULES.containsKey(command.name());
  }

  /** The keys of a request of such a command; none where its words make no sense. */
  static List<Key> find(CommandSpec command, Args args) {
    return RULES.get(command.name()).apply(command, args);
  }

  /** The key that is sorted, and where the last STORE says that it goes. */
  private static List<Key> ofSort(CommandSpec command, Args args) {
    List<KeySpec> specs = command.keys();
    List<Key> keys = new ArrayList<>(List.of(new Key(SORT_KEY, specs.get(0))));
    for (int i = SORT_KEY + 1; i < args.count(); i++) {
      if (args.is(i, "store") && i + 1 < args.count()) {
        keys.subList(1, keys.size()).clear();
        i++;
        keys.add(new Key(i, specs.get(specs.size() - 1)));
      } else {
        i += wordsBehind(args, i, SORT_OPTIONS);
      }
    }
    return keys;
  }

  /** What stands behind KEYS, or in the place of the only key. */
  private static List<Key> ofMigrate(CommandSpec command, Args args) {
    KeySpec spec = command.keys().get(0);
    for (int i = MIGRATE_FIRST_OPTION; i < args.count(); i++) {
      if (args.is(i, "keys") && i + 1 < args.count()) {
        List<Key> keys = new ArrayList<>();
        for (int key = i + 1; key < args.count() && args.length(MIGRATE_KEY) == 0; key++) {
          keys.add(new Key(key, spec));
        }
        return keys;
      }
      i += wordsBehind(args, i, MIGRATE_OPTIONS);
    }
    return List.of(new Key(MIGRATE_KEY, spec));
  }

  private static int wordsBehind(Args args, int index, Map<String, Integer> options) {
    return options.getOrDefault(args.get(index).lowerCase(), 0);
  }
}
