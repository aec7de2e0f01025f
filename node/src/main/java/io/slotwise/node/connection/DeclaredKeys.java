package io.slotwise.node.connection;

import io.slotwise.protocol.Args;
import io.slotwise.protocol.Bytes;
import io.slotwise.protocol.Reply;
import io.slotwise.protocol.Slots;
import io.slotwise.protocol.command.KeyPositions;
import io.slotwise.sharding.store.MoreLocks;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** A transaction that may touch the keys that a script has declared, and no others. */
final class DeclaredKeys extends WrappedScope {

  private final Set<Bytes> declared;
  private final ScriptSettings settings;

  /**
   * @param command that came with the script, whose key specs name the keys
   */
  DeclaredKeys(TransactionScope inside, CatalogEntry command, Args args, ScriptSettings settings) {
    super(inside);
    this.declared = keysOf(command, args);
    this.settings = settings;
  }

  private static Set<Bytes> keysOf(CatalogEntry command, Args args) {
    Set<Bytes> keys = new HashSet<>();
    List<KeyPositions.Key> found = KeyPositions.find(command.spec(), args);
    if (found != null) {
      found.forEach(key -> keys.add(args.get(key.position())));
    }
    return keys;
  }

  @Override
  public Reply run(CatalogEntry command, Args args) {
    for (Bytes key : keysOf(command, args)) {
      if (!declared.contains(key)) {
        if (settings.undeclaredKeys() == ScriptSettings.UndeclaredKeys.ESCALATE) {
          throw new MoreLocks(Slots.of(key));
        }
        return DeclaredSlots.undeclaredKey(command);
      }
    }
    return inside().run(command, args);
  }
}
