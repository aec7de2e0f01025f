package io.slotwise.node.tracking;

import io.slotwise.protocol.Bytes;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a client that tracks has asked for.
 *
 * @param redirect the client that is told in its place, or 0
 * @param broadcast whether it is told of all keys with a prefix instead of those it has read
 * @param optIn whether it tracks only what it reads behind CLIENT CACHING YES
 * @param optOut whether it tracks all but what it reads behind CLIENT CACHING NO
 * @param noLoop whether it does not want to hear of its own writes
 * @param prefixes with broadcast, in order; the empty one is for all keys
 */
public record TrackingMode(
    long redirect,
    boolean broadcast,
    boolean optIn,
    boolean optOut,
    boolean noLoop,
    Set<Bytes> prefixes) {

  /** The same with the prefixes of an earlier mode, too. */
  TrackingMode and(Set<Bytes> earlier) {
    Set<Bytes> all = new TreeSet<>(prefixes);
    all.addAll(earlier);
    return new TrackingMode(redirect, broadcast, optIn, optOut, noLoop, all);
  }
}
