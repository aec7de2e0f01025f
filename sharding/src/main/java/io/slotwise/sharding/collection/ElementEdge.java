package io.slotwise.sharding.collection;

import io.slotwise.protocol.Bytes;
import java.util.Arrays;

/**
 * A place between the elements of a sorted set, said by what is beside it, which need not be there.
 *
 * @param score NaN where all elements have the same score and only members count
 * @param member null where only scores count
 * @param isBehind whether the place is behind what is named, and not in front of it
 */
public record ElementEdge(double score, Bytes member, boolean isBehind) {

  /** In front of the first element. */
  public static final ElementEdge FIRST = ofScore(Double.NEGATIVE_INFINITY, false);

  /** Behind the last element. */
  public static final ElementEdge LAST = ofScore(Double.POSITIVE_INFINITY, true);

  /** In front of all elements of a score, or behind all of them. */
  public static ElementEdge ofScore(double score, boolean isBehind) {
    return new ElementEdge(score, null, isBehind);
  }

  /** In front of a member or behind it, where all scores are the same. */
  public static ElementEdge ofMember(Bytes member, boolean isBehind) {
    return new ElementEdge(Double.NaN, member, isBehind);
  }

  /** In front of an element. */
  public static ElementEdge of(double score, Bytes member) {
    return new ElementEdge(score, member, false);
  }

  /** Whether an element whose member is in an array comes before this place. */
  boolean isAfter(double elementScore, byte[] bytes, int from, int to) {
    if (elementScore < score) {
      return true;
    }
    if (elementScore > score) {
      return false;
    }
    if (member == null) {
      return isBehind;
    }
    byte[] array = member.array();
    int start = member.offset();
    int order = Arrays.compareUnsigned(bytes, from, to, array, start, start + member.length());
    return order < 0 || order == 0 && isBehind;
  }
}
