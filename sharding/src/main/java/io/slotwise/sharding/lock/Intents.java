package io.slotwise.sharding.lock;

import java.util.HashMap;
import java.util.Map;

/** What a transaction wants of one slot: some keys, each shared or exclusive, or the slot whole. */
final class Intents {

  private final Map<KeyName, Boolean> exclusiveByKey = new HashMap<>();
  private boolean whole;
  private boolean exclusive;

  /** The slot whole. */
  static Intents whole(boolean exclusive) {
    Intents intents = new Intents();
    intents.addWhole(exclusive);
    return intents;
  }

  void add(KeyName key, boolean isExclusive) {
    exclusiveByKey.merge(key, isExclusive, Boolean::logicalOr);
    exclusive |= isExclusive;
  }

  void addWhole(boolean isExclusive) {
    whole = true;
    exclusive |= isExclusive;
  }

  void addAll(Intents other) {
    other.exclusiveByKey.forEach(this::add);
    if (other.whole) {
      addWhole(other.exclusive);
    }
  }

  boolean isWhole() {
    return whole;
  }

  /** Whether anything of it is exclusive. */
  boolean isExclusive() {
    return exclusive;
  }

  /** The keys; of no meaning where the slot is wanted whole. */
  Map<KeyName, Boolean> exclusiveByKey() {
    return exclusiveByKey;
  }

  /** Whether who holds this may read the key, or also write it. */
  boolean cover(KeyName key, boolean forWriting) {
    if (whole) {
      return exclusive || !forWriting;
    }
    Boolean isExclusive = exclusiveByKey.get(key);
    return isExclusive != null && (isExclusive || !forWriting);
  }

  boolean conflictWith(Intents other) {
    if (whole || other.whole) {
      return exclusive || other.exclusive;
    }
    return exclusiveByKey.entrySet().stream()
        .anyMatch(
            wish -> {
              Boolean theirs = other.exclusiveByKey.get(wish.getKey());
              return theirs != null && (theirs || wish.getValue());
            });
  }
}
