package io.slotwise.node.migration;

import io.slotwise.protocol.Args;
import io.slotwise.protocol.Bytes;
import io.slotwise.protocol.Errors;
import io.slotwise.protocol.Replies;
import io.slotwise.protocol.Reply;
import io.slotwise.sharding.api.Handler;
import io.slotwise.sharding.api.KeyEventType;
import io.slotwise.sharding.api.Keyspace;
import io.slotwise.sharding.api.Value;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/**
 * Moves the keys of one MIGRATE. A key is dumped in its slot's turn, sent while nobody's turn is
 * held, and deleted in the slot's turn if it is still what was sent. One that has changed meanwhile
 * is sent again over what the target has got, a few times.
 *
 * <p>Holding the turn for the whole journey would be simpler, and would let every client of the
 * slot wait for a server that may never answer.
 *
 * <p>Its stages follow one another, so its fields need no guard.
 */
public final class Migration {

  private static final int ROUNDS_MAX = 5;
  private static final Bytes DUMP = Bytes.of("dump");
  private static final Reply NO_KEY = new Reply.Status("NOKEY");
  private static final Reply.Error KEEPS_CHANGING =
      Errors.err("A key kept changing while it was migrated: it is still here, and also there");
  private static final Reply.Error GONE =
      Errors.err("A key was deleted while it was migrated: the target instance still has it");

  private final MigrationServices services;
  private final Handler.OnSlot dump;
  private final MigrateOptions options;
  private final int database;
  private final Set<Bytes> left = new HashSet<>();
  private Reply.Error error;

  /**
   * @param dump the command that packs a key
   * @param database that the keys are in
   */
  public Migration(
      MigrationServices services, Handler.OnSlot dump, MigrateOptions options, int database) {
    this.services = services;
    this.dump = dump;
    this.options = options;
    this.database = database;
  }

  /** Starts it. Reply: OK; NOKEY when there is none of the keys; or the first error. */
  public CompletionStage<Reply> run() {
    return pack(options.keys())
        .thenCompose(
            parcels ->
                parcels.isEmpty()
                    ? CompletableFuture.completedFuture(NO_KEY)
                    : send(parcels, options.replaces(), 1));
  }

  private CompletionStage<Reply> send(List<Parcel> parcels, boolean replaces, int round) {
    return CompletableFuture.supplyAsync(() -> deliver(parcels, replaces), services.threads())
        .thenCompose(this::leave)
        .thenCompose(changed -> sendAgain(changed, round));
  }

  private Delivery deliver(List<Parcel> parcels, boolean replaces) {
    long nowMs = services.clock().millis();
    List<Parcel> alive = parcels.stream().filter(parcel -> !parcel.hasExpired(nowMs)).toList();
    Delivery delivery = new Delivery(options, alive, replaces);
    delivery.run(nowMs, services);
    return delivery;
  }

  private CompletionStage<Reply> sendAgain(List<Bytes> changed, int round) {
    if (!changed.isEmpty() && round == ROUNDS_MAX) {
      note(KEEPS_CHANGING);
    }
    if (changed.isEmpty() || round == ROUNDS_MAX) {
      return CompletableFuture.completedFuture(error == null ? Replies.OK : error);
    }
    // What it replaces is what has been sent before.
    return pack(changed).thenCompose(parcels -> send(parcels, true, round + 1));
  }

  private void note(Reply.Error happened) {
    if (error == null) {
      error = happened;
    }
  }

  // ---- in the turns of the keys' slots

  private CompletionStage<List<Parcel>> pack(List<Bytes> keys) {
    List<Parcel> parcels = new ArrayList<>();
    return oneByOne(
            keys,
            key ->
                services
                    .store()
                    .onSlotOf(key, database, (keyspace, k) -> pack(keyspace, k, parcels)))
        .thenApply(done -> parcels);
  }

  private Reply pack(Keyspace keys, Bytes key, List<Parcel> parcels) {
    if (dump.run(keys, Args.of(DUMP, key)) instanceof Reply.Bulk payload) {
      long expireAtMs = keys.peek(key).expireAtMs();
      parcels.add(new Parcel(key, payload.bytes(), expireAtMs, keys.version(key)));
    }
    return Replies.OK;
  }

  /** Deletes what has been delivered; the keys that have changed since they were packed. */
  private CompletionStage<List<Bytes>> leave(Delivery delivery) {
    if (delivery.error() != null) {
      note(delivery.error());
    }
    List<Bytes> changed = new ArrayList<>();
    if (options.copies()) {
      return CompletableFuture.completedFuture(changed);
    }
    return oneByOne(
            delivery.accepted(),
            parcel ->
                services
                    .store()
                    .onSlotOf(
                        parcel.key(), database, (keys, key) -> leave(keys, key, parcel, changed)))
        .thenApply(done -> changed);
  }

  private Reply leave(Keyspace keys, Bytes key, Parcel parcel, List<Bytes> changed) {
    Value value = keys.peek(key);
    if (left.contains(key) || changed.contains(key)) {
      // Named twice, and seen to.
      return Replies.OK;
    }
    if (value == null) {
      if (!parcel.hasExpired(keys.nowMs())) {
        // To delete it there as well could take away what another MIGRATE has just brought.
        note(GONE);
      }
    } else if (keys.version(key) == parcel.version()) {
      keys.delete(key);
      keys.keyEvent(KeyEventType.GENERIC, "del", key);
      left.add(key);
    } else {
      changed.add(key);
    }
    return Replies.OK;
  }

  private static <T> CompletionStage<Void> oneByOne(
      List<T> items, Function<T, CompletionStage<Reply>> work) {
    CompletionStage<Void> done = CompletableFuture.completedFuture(null);
    for (T item : items) {
      done = done.thenCompose(before -> work.apply(item)).thenAccept(reply -> {});
    }
    return done;
  }
}
