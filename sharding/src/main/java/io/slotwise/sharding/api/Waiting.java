package io.slotwise.sharding.api;

import io.slotwise.protocol.Bytes;
import io.slotwise.protocol.CommandError;
import io.slotwise.protocol.Reply;
import java.util.List;

/**
 * A request that has found nothing to answer with and goes on when one of its keys is written.
 * Immutable; {@link #serve} runs on whatever thread has written the key, in the turns of that key
 * and of what {@link #alsoTouches()} names.
 */
public interface Waiting {

  /** What it waits for: all of them keys of the request. */
  List<Bytes> keys();

  /** Of which type a key must be to be of use. */
  ValueType awaits();

  /** How long at most; 0 for ever. */
  long timeoutMs();

  /** Keys that it touches when it is served, besides the one that is ready. */
  default List<Bytes> alsoTouches() {
    return List.of();
  }

  /** Whether it is also to be tried when a key is gone, or has become of another type. */
  default boolean seesLoss() {
    return false;
  }

  /** The reply when the time is up. */
  default Reply onTimeout() {
    return Reply.Null.ARRAY;
  }

  /** The reply where nothing may be waited for: inside MULTI and in scripts. */
  default Reply withoutWaiting() {
    return onTimeout();
  }

  /**
   * Tries again with one key that has been written.
   *
   * @param key of {@link #keys()}; it holds the awaited type, unless {@link #seesLoss()}
   * @return the reply, or null to go on waiting; then it must not have written anything
   * @throws CommandError when the reply is an error
   */
  Reply serve(Keyspace keys, Bytes key) throws CommandError;
}
