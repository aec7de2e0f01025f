package io.slotwise.it.history;

import java.util.Locale;

/**
 * A call as a client saw it.
 *
 * @param invokedNanos before anything was sent
 * @param returnedNanos when the reply was there; of no meaning while the outcome is unknown
 * @param answered false when the reply did not come: the call may take effect at any later time, or
 *     never
 * @param reply null for a null reply, and where none came
 */
public record Operation(
    int client,
    String key,
    Call call,
    long invokedNanos,
    long returnedNanos,
    boolean answered,
    String reply) {

  static Operation answered(
      int client, String key, Call call, long invokedNanos, long returnedNanos, String reply) {
    return new Operation(client, key, call, invokedNanos, returnedNanos, true, reply);
  }

  static Operation unanswered(int client, String key, Call call, long invokedNanos) {
    return new Operation(client, key, call, invokedNanos, Long.MAX_VALUE, false, null);
  }

  /** For people: times in milliseconds from a common beginning. */
  String told(long originNanos) {
    return String.format(
        Locale.ROOT,
        "%10.3f .. %10.3f ms  client %d  %s %s -> %s",
        (invokedNanos - originNanos) / 1e6,
        answered ? (returnedNanos - originNanos) / 1e6 : Double.POSITIVE_INFINITY,
        client,
        key,
        call,
        answered ? reply : "no answer");
  }
}
