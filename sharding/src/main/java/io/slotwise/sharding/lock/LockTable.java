package io.slotwise.sharding.lock;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;

/**
 * The intents of transactions in one slot, in the order in which they came. One is granted as soon
 * as no earlier one conflicts with it, granted or not: so it never starves, and what conflicts with
 * nothing does not wait. Touched in the slot's turn only.
 *
 * <p>Each key has a line of its own, so that a lock that goes looks at those behind it in the lines
 * of its keys and at nobody else. Only while somebody wants the slot whole, all are looked at.
 */
final class LockTable {

  private static final class Claim {
    final LockTransaction owner;
    final Intents intents;
    boolean granted;

    Claim(LockTransaction owner, Intents intents) {
      this.owner = owner;
      this.intents = intents;
    }

    boolean wants(KeyName key, boolean exclusively) {
      Boolean exclusive = intents.exclusiveByKey().get(key);
      return exclusive != null && exclusive == exclusively;
    }
  }

  private final Map<LockTransaction, Claim> claims = new LinkedHashMap<>();
  private final Map<KeyName, LinkedHashSet<Claim>> lines = new HashMap<>();
  private int wholeCount;

  boolean isEmpty() {
    return claims.isEmpty();
  }

  /**
   * Enters a transaction at the end.
   *
   * @return whether it has its locks at once; otherwise {@link #leave} of another one grants them
   */
  boolean enter(LockTransaction owner, Intents intents) {
    Claim claim = new Claim(owner, intents);
    if (claims.putIfAbsent(owner, claim) != null) {
      throw new IllegalStateException("a transaction enters a slot once");
    }
    if (intents.isWhole()) {
      wholeCount++;
    } else {
      for (KeyName key : intents.exclusiveByKey().keySet()) {
        lines.computeIfAbsent(key, any -> new LinkedHashSet<>()).add(claim);
      }
    }
    claim.granted = isFree(claim);
    return claim.granted;
  }

  /**
   * Takes a transaction out, whether it has its locks or waits for them; nothing happens if it is
   * not here.
   *
   * @return who has got locks by that, in order
   */
  List<LockTransaction> leave(LockTransaction owner) {
    Claim gone = claims.remove(owner);
    List<LockTransaction> granted = new ArrayList<>(0);
    if (gone == null) {
      return granted;
    }
    boolean lookAtAll = wholeCount > 0;
    if (gone.intents.isWhole()) {
      wholeCount--;
    } else {
      gone.intents.exclusiveByKey().keySet().forEach(key -> leaveLine(key, gone));
    }
    if (lookAtAll) {
      claims.values().forEach(claim -> grantIfFree(claim, granted));
    } else {
      gone.intents.exclusiveByKey().keySet().forEach(key -> grantFront(key, granted));
    }
    return granted;
  }

  private void leaveLine(KeyName key, Claim gone) {
    LinkedHashSet<Claim> line = lines.get(key);
    line.remove(gone);
    if (line.isEmpty()) {
      lines.remove(key);
    }
  }

  /** Looks at those who may be in front of a line now: one exclusive, or all shared up to one. */
  private void grantFront(KeyName key, List<LockTransaction> granted) {
    LinkedHashSet<Claim> line = lines.get(key);
    if (line == null) {
      return;
    }
    Iterator<Claim> next = line.iterator();
    Claim claim = next.next();
    grantIfFree(claim, granted);
    while (!claim.wants(key, true) && next.hasNext()) {
      claim = next.next();
      grantIfFree(claim, granted);
    }
  }

  private void grantIfFree(Claim claim, List<LockTransaction> granted) {
    if (!claim.granted && isFree(claim)) {
      claim.granted = true;
      granted.add(claim.owner);
    }
  }

  /** Whether no earlier one conflicts with it. */
  private boolean isFree(Claim claim) {
    if (wholeCount > 0 && conflictsOverWhole(claim)) {
      return false;
    }
    if (claim.intents.isWhole()) {
      return true;
    }
    for (Map.Entry<KeyName, Boolean> wish : claim.intents.exclusiveByKey().entrySet()) {
      if (!isInFront(claim, wish.getKey(), wish.getValue())) {
        return false;
      }
    }
    return true;
  }

  private boolean conflictsOverWhole(Claim claim) {
    for (Claim earlier : claims.values()) {
      if (earlier == claim) {
        return false;
      }
      if ((earlier.intents.isWhole() || claim.intents.isWhole())
          && (earlier.intents.isExclusive() || claim.intents.isExclusive())) {
        return true;
      }
    }
    throw new IllegalStateException("a claim that is not in its table");
  }

  private boolean isInFront(Claim claim, KeyName key, boolean exclusive) {
    for (Claim earlier : lines.get(key)) {
      if (earlier == claim) {
        return true;
      }
      if (exclusive || earlier.wants(key, true)) {
        return false;
      }
    }
    throw new IllegalStateException("a claim that is not in its line");
  }

  /**
   * Whether a granted lock of somebody else forbids this to whoever holds the slot's turn. Those
   * who only wait forbid nothing: who asks is done before they could have their locks.
   *
   * @param asking null for who has no locks
   */
  boolean forbids(LockTransaction asking, KeyName key, boolean forWriting) {
    if (wholeCount > 0) {
      for (Claim claim : claims.values()) {
        if (claim.owner != asking
            && claim.granted
            && claim.intents.isWhole()
            && (forWriting || claim.intents.isExclusive())) {
          return true;
        }
      }
    }
    LinkedHashSet<Claim> line = lines.get(key);
    if (line == null) {
      return false;
    }
    for (Claim claim : line) {
      boolean exclusive = claim.wants(key, true);
      if (claim.owner != asking && claim.granted && (forWriting || exclusive)) {
        return true;
      }
      if (exclusive) {
        // Nobody behind an exclusive one can have the key.
        return false;
      }
    }
    return false;
  }
}
