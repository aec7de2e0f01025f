package io.slotwise.node.pubsub;

import java.util.Arrays;

/**
 * Who has subscribed to one channel or pattern, by event loop, because that is how messages travel.
 *
 * <p>It is changed by one thread at a time (its table sees to that) and read by any. Growing shares
 * the array with those who read it; who leaves is only marked, and swept out when half of a loop's
 * share has left: joining and leaving cost the same however large the audience is.
 */
final class Audience {

  private static final int ROOM_AT_FIRST = 2;

  /** The share of one event loop: the first {@code size} of the array. Never changed. */
  record Share(Subscription[] subscriptions, int size) {
    static final Share NONE = new Share(new Subscription[0], 0);
  }

  private final Share[] shares;
  private final int[] left;
  private volatile int count;

  Audience(int loops) {
    shares = new Share[loops];
    Arrays.fill(shares, Share.NONE);
    left = new int[loops];
  }

  /** How many subscribe now. */
  int count() {
    return count;
  }

  int loops() {
    return shares.length;
  }

  /** Those of one event loop; ask {@link Subscription#isActive()} of each. */
  Share share(int loop) {
    // What was joined before count was read is to be seen: the read of count orders it.
    return count == 0 ? Share.NONE : shares[loop];
  }

  void join(Subscription subscription) {
    int loop = subscription.connection().loopIndex();
    Share share = shares[loop];
    Subscription[] array = share.subscriptions();
    if (share.size() == array.length) {
      array = Arrays.copyOf(array, Math.max(ROOM_AT_FIRST, 2 * array.length));
    }
    array[share.size()] = subscription;
    shares[loop] = new Share(array, share.size() + 1);
    count++;
  }

  /** To be called once the subscription has ended. */
  void leave(Subscription subscription) {
    int loop = subscription.connection().loopIndex();
    left[loop]++;
    if (2 * left[loop] > shares[loop].size()) {
      sweep(loop);
    }
    count--;
  }

  private void sweep(int loop) {
    Share share = shares[loop];
    Subscription[] staying = new Subscription[share.size() - left[loop] + ROOM_AT_FIRST];
    int size = 0;
    for (int i = 0; i < share.size(); i++) {
      if (share.subscriptions()[i].isActive()) {
        staying[size++] = share.subscriptions()[i];
      }
    }
    shares[loop] = new Share(staying, size);
    left[loop] = 0;
  }
}
