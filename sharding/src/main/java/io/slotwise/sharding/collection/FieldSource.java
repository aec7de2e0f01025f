package io.slotwise.sharding.collection;

import io.slotwise.protocol.Bytes;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;

/** Fields, or members, that can be shown and drawn by lot. */
public interface FieldSource {

  /** How many there are. */
  long size();

  /** Shows the visitor all of them. They are not to be changed meanwhile. */
  void forEach(FieldVisitor visitor);

  /** Shows the visitor one drawn by lot, each as likely as any other, of those there are. */
  void draw(RandomGenerator random, FieldVisitor visitor);

  /**
   * Shows the visitor as many as asked for, none of them twice, each choice as likely as any other;
   * all of them, as {@link #forEach}, when there are no more.
   */
  default void drawDistinct(RandomGenerator random, long count, FieldVisitor visitor) {
    if (count >= size()) {
      forEach(visitor);
    } else if (count * DENSE_FACTOR > size()) {
      drawFromAll(random, (int) count, visitor);
    } else {
      Set<Bytes> drawn = new HashSet<>();
      FieldVisitor unlessDrawn =
          (field, value) -> {
            if (drawn.add(field)) {
              visitor.visit(field, value);
            }
          };
      while (drawn.size() < count) {
        draw(random, unlessDrawn);
      }
    }
  }

  /** From so large a part of them on it is cheaper to walk through all than to draw one by one. */
  int DENSE_FACTOR = 3;

  private void drawFromAll(RandomGenerator random, int count, FieldVisitor visitor) {
    List<Bytes> fields = new ArrayList<>();
    List<Bytes> values = new ArrayList<>();
    forEach(
        (field, value) -> {
          fields.add(field);
          values.add(value);
        });
    for (int i = 0; i < count; i++) {
      int drawn = random.nextInt(i, fields.size());
      visitor.visit(fields.get(drawn), values.get(drawn));
      fields.set(drawn, fields.get(i));
      values.set(drawn, values.get(i));
    }
  }
}
