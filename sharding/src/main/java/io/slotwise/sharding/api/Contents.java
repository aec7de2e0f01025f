package io.slotwise.sharding.api;

import io.slotwise.protocol.Bytes;

/** What is in values of every type, in the terms of DEBUG DIGEST: for checksums. */
@FunctionalInterface
public interface Contents {

  /** Shows all that is in a value. */
  void show(Keyspace keys, Bytes key, Value value, Visitor visitor);

  /** Receives the content of one value. */
  interface Visitor {

    /** A part whose place in the order is a part of the value. */
    void inOrder(Bytes part);

    /** A part of something without order. */
    void member(Bytes member);

    /** Two parts that belong together, of something without order. */
    void pair(Bytes first, Bytes second);
  }
}
