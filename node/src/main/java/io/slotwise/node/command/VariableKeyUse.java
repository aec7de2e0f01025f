package io.slotwise.node.command;

import io.slotwise.protocol.Args;
import io.slotwise.protocol.command.KeySpec;
import io.slotwise.protocol.command.KeySpec.Access;
import io.slotwise.protocol.command.KeySpec.Effect;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/** What happens to the key of those commands where it depends on their options. */
final class VariableKeyUse {

  private static final Use READ = new Use(Access.RO, List.of(Effect.ACCESS));
  private static final Use OVERWRITE = new Use(Access.OW, List.of(Effect.UPDATE));
  private static final Use CHANGE = new Use(Access.RW, List.of(Effect.ACCESS, Effect.UPDATE));

  private static final Map<String, Function<Args, Use>> RULES =
      Map.of("set", VariableKeyUse::ofSet, "bitfield", VariableKeyUse::ofBitfield);

  private VariableKeyUse() {}

  /**
   * @param effects in the order in which Redis prints them
   */
  record Use(Access access, List<Effect> effects) {}

  /** What a request of this command does to a key that this spec has found. */
  static Use of(String command, KeySpec spec, Args args) {
    Function<Args, Use> rule =
        spec.effects().contains(Effect.VARIABLE_FLAGS) ? RULES.get(command) : null;
    return rule != null ? rule.apply(args) : new Use(spec.access(), inOrder(spec.effects()));
  }

  private static List<Effect> inOrder(Set<Effect> effects) {
    return effects.stream().sorted().toList();
  }

  private static Use ofSet(Args args) {
    for (int i = 3; i < args.count(); i++) {
      if (args.is(i, "get")) {
        return CHANGE;
      }
    }
    return OVERWRITE;
  }

  private static Use ofBitfield(Args args) {
    int at = 2;
    while (at < args.count()) {
      int following = args.count() - at - 1;
      if (args.is(at, "get") && following >= 2) {
        at += 3;
      } else if (args.is(at, "overflow") && following >= 1) {
        at += 2;
      } else {
        return CHANGE;
      }
    }
    return READ;
  }
}
