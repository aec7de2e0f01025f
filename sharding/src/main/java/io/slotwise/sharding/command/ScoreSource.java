package io.slotwise.sharding.command;

import io.slotwise.protocol.Bytes;
import io.slotwise.protocol.CommandError;
import io.slotwise.protocol.Errors;
import io.slotwise.sharding.api.Keyspace;
import io.slotwise.sharding.api.Value;
import io.slotwise.sharding.api.ValueType;
import io.slotwise.sharding.collection.ElementVisitor;
import io.slotwise.sharding.collection.SetValue;
import io.slotwise.sharding.collection.SortedSet;

/** What unions, intersections and differences are made of: members that have scores. */
interface ScoreSource {

  /** A key without a value. */
  ScoreSource NOTHING =
      new ScoreSource() {
        @Override
        public long size() {
          return 0;
        }

        @Override
        public double score(Bytes member) {
          return Double.NaN;
        }

        @Override
        public void forEach(ElementVisitor visitor) {}
      };

  long size();

  /** The score of the member, or NaN when it is not there. */
  double score(Bytes member);

  void forEach(ElementVisitor visitor);

  /** What lies at the key, which counts as used. Errors: WRONGTYPE. */
  static ScoreSource read(Keyspace keys, Bytes key) {
    Value value = keys.read(key);
    if (value == null) {
      return NOTHING;
    }
    if (value.type() == ValueType.SET) {
      return of(SetValue.open(keys, key, value));
    }
    if (value.type() != ValueType.SORTED_SET) {
      throw new CommandError(Errors.wrongType());
    }
    return of(SortedSet.open(keys, key, value));
  }

  /** Members of a plain set, which all have the score 1. */
  private static ScoreSource of(SetValue set) {
    return new ScoreSource() {
      @Override
      public long size() {
        return set.size();
      }

      @Override
      public double score(Bytes member) {
        return set.contains(member) ? 1 : Double.NaN;
      }

      @Override
      public void forEach(ElementVisitor visitor) {
        set.forEach((member, nothing) -> visitor.visit(member, 1));
      }
    };
  }

  private static ScoreSource of(SortedSet set) {
    return new ScoreSource() {
      @Override
      public long size() {
        return set.size();
      }

      @Override
      public double score(Bytes member) {
        return set.score(member);
      }

      @Override
      public void forEach(ElementVisitor visitor) {
        set.forEach(set.ranks(), false, visitor);
      }
    };
  }
}
