package io.slotwise.node.tracking;

import io.slotwise.node.pubsub.LoopMails;
import io.slotwise.protocol.Bytes;
import io.slotwise.protocol.Replies;
import io.slotwise.protocol.Reply;
import io.slotwise.protocol.Slots;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import java.util.function.LongFunction;
import java.util.function.Predicate;

/**
 * Who is to be told when a key changes: by the keys that clients have read, and by the prefixes
 * that others want to hear of. As in Redis, databases are not told apart.
 *
 * <p>A read is remembered before it runs, a change is told after its commit and in its turn: so a
 * client never keeps a value that has changed without being told.
 */
public final class KeyTracking {

  private static final ClientTracking[] NOBODY = {};

  private final Map<Bytes, ClientTracking[]> readers = new ConcurrentHashMap<>();
  private final Map<Bytes, Set<ClientTracking>> broadcasts = new ConcurrentHashMap<>();
  private final Set<ClientTracking> clients = ConcurrentHashMap.newKeySet();
  private final LoopMails mails;
  private volatile LongFunction<ClientTracking> byId = id -> null;
  private volatile long keysMax;

  public KeyTracking(LoopMails mails) {
    this.mails = mails;
  }

  /** How clients are found that others are redirected to; null for one that has gone. */
  public void findBy(LongFunction<ClientTracking> clientById) {
    byId = clientById;
  }

  /** {@code tracking-table-max-keys}; 0 for no limit. */
  public void setKeysMax(long count) {
    keysMax = count;
  }

  /** Whether anybody tracks: cheap. */
  public boolean isOn() {
    return !clients.isEmpty();
  }

  public int clientCount() {
    return clients.size();
  }

  public int keyCount() {
    return readers.size();
  }

  /** Keys times the clients that have read them. */
  public long itemCount() {
    return readers.values().stream().mapToLong(readersOfKey -> readersOfKey.length).sum();
  }

  public int prefixCount() {
    return broadcasts.size();
  }

  /** The client tracks from now on, or otherwise than before. */
  public void start(ClientTracking client, TrackingMode mode) {
    TrackingMode before = client.mode();
    TrackingMode after = before == null ? mode : mode.and(before.prefixes());
    client.setMode(after);
    clients.add(client);
    for (Bytes prefix : after.prefixes()) {
      broadcasts.computeIfAbsent(prefix, any -> ConcurrentHashMap.newKeySet()).add(client);
    }
  }

  /** The client tracks no longer, or has gone. */
  public void stop(ClientTracking client) {
    TrackingMode before = client.mode();
    if (before == null) {
      return;
    }
    client.setMode(null);
    clients.remove(client);
    for (Bytes prefix : before.prefixes()) {
      broadcasts.computeIfPresent(
          prefix,
          (same, listeners) -> {
            listeners.remove(client);
            return listeners.isEmpty() ? null : listeners;
          });
    }
  }

  /** The client is about to read the key. */
  public void remember(ClientTracking client, Bytes key) {
    readers.compute(key.compact(), (same, known) -> with(known, client));
    if (keysMax > 0 && readers.size() > keysMax) {
      evict();
    }
  }

  private static ClientTracking[] with(ClientTracking[] known, ClientTracking client) {
    ClientTracking[] before = known == null ? NOBODY : known;
    if (Arrays.asList(before).contains(client)) {
      return before;
    }
    ClientTracking[] after = Arrays.copyOf(before, before.length + 1);
    after[before.length] = client;
    return after;
  }

  /** Makes room: whoever has read some key is told that it may have changed. */
  private void evict() {
    Iterator<Bytes> any = readers.keySet().iterator();
    if (any.hasNext()) {
      tellReaders(null, any.next(), 0);
    }
  }

  /**
   * A commit has written these keys.
   *
   * @param writer whose request it was, or null
   */
  public void invalidate(ClientTracking writer, Collection<Bytes> keys, long logPosition) {
    List<Bytes> sorted = keys.stream().sorted().toList();
    for (Bytes key : sorted) {
      tellReaders(writer, key, logPosition);
    }
    for (Map.Entry<Bytes, Set<ClientTracking>> broadcast : broadcasts.entrySet()) {
      List<Reply> named = new ArrayList<>();
      for (Bytes key : sorted) {
        if (startsWith(key, broadcast.getKey())) {
          named.add(Replies.bulk(key));
        }
      }
      if (!named.isEmpty()) {
        Reply message = new Reply.Array(named);
        broadcast.getValue().forEach(client -> tell(writer, client, message, logPosition));
      }
    }
  }

  private void tellReaders(ClientTracking writer, Bytes key, long logPosition) {
    ClientTracking[] told = readers.remove(key);
    if (told == null) {
      return;
    }
    Reply message = Replies.array(Replies.bulk(key));
    for (ClientTracking client : told) {
      tellReader(writer, client, message, logPosition);
    }
  }

  private void tellReader(
      ClientTracking writer, ClientTracking client, Reply message, long logPosition) {
    TrackingMode mode = client.mode();
    if (mode != null && !mode.broadcast()) {
      tell(writer, client, message, logPosition);
    }
  }

  private static boolean startsWith(Bytes key, Bytes prefix) {
    return key.length() >= prefix.length() && key.slice(0, prefix.length()).equals(prefix);
  }

  /** A database has been emptied: whatever clients keep may be gone. */
  public void invalidateAll(long logPosition) {
    readers.clear();
    clients.forEach(client -> tell(null, client, Replies.NIL, logPosition));
  }

  /**
   * Another node has the lead of these slots, or this one has it anew: keys in them may have
   * changed without being seen here. Whoever has read some is told which. Looks at every key.
   */
  public void leave(int firstSlot, int lastSlot) {
    Map<ClientTracking, List<Reply>> lost = new HashMap<>();
    for (Bytes key : readers.keySet()) {
      int slot = Slots.of(key);
      if (slot >= firstSlot && slot <= lastSlot) {
        ClientTracking[] readersOfKey = readers.remove(key);
        for (ClientTracking client : readersOfKey == null ? NOBODY : readersOfKey) {
          lost.computeIfAbsent(client, any -> new ArrayList<>()).add(Replies.bulk(key));
        }
      }
    }
    lost.forEach((client, keys) -> tellReader(null, client, new Reply.Array(keys), 0));
  }

  /** Runs the code on the event loop of each client that tracks in such a way. */
  public void onEachLoop(Predicate<TrackingMode> such, Consumer<ClientTracking> code) {
    for (ClientTracking client : clients) {
      TrackingMode mode = client.mode();
      if (mode != null && such.test(mode)) {
        later(client, code);
      }
    }
  }

  private static void later(ClientTracking client, Consumer<ClientTracking> code) {
    try {
      client.connection().later(() -> code.accept(client));
    } catch (RejectedExecutionException stopped) {
      // The loop has gone, and the client with it.
    }
  }

  /**
   * Tells a client, which tracks or not, of what was seen elsewhere. On its event loop.
   *
   * @param keys {@link Replies#NIL} for all
   */
  public void passOn(ClientTracking client, Reply keys) {
    tell(null, client, keys, 0);
  }

  private void tell(ClientTracking writer, ClientTracking client, Reply message, long logPosition) {
    TrackingMode mode = client.mode();
    if (mode == null || mode.noLoop() && client == writer) {
      return;
    }
    Runnable send = () -> send(client, mode, message, logPosition);
    if (client == writer) {
      client.addBehindReply(send);
    } else {
      send.run();
    }
  }

  private void send(ClientTracking client, TrackingMode mode, Reply message, long logPosition) {
    if (mode.redirect() == 0) {
      mails.post(client.connection(), 0, () -> client.tellOnceReplied(message, logPosition));
      return;
    }
    ClientTracking target = byId.apply(mode.redirect());
    if (target == null) {
      mails.post(client.connection(), 0, () -> client.tellBroken(mode.redirect()));
    } else {
      mails.post(target.connection(), 0, () -> target.tell(message, true, logPosition));
    }
  }
}
