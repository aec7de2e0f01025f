package io.slotwise.node.connection;

import io.slotwise.protocol.Args;
import io.slotwise.protocol.CommandError;
import io.slotwise.protocol.ErrorCode;
import io.slotwise.protocol.Errors;
import io.slotwise.protocol.Reply;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Where the requests of a clustered node are to run. Pure: it looks at slots and at who serves
 * them.
 */
final class SlotRouting {

  private static final Reply.Error SEVERAL_SHARDS =
      new Reply.Error(ErrorCode.CROSSSLOT, "Keys in request don't hash to slots of the same shard");

  /** What a client hears when nobody has begun to serve the slot while its request waited. */
  static final Reply.Error NOT_SERVED =
      new Reply.Error(ErrorCode.CLUSTERDOWN, "Hash slot not served");

  /** What a client hears whose request had its turn when the slot was served no longer. */
  static final Reply.Error LOST =
      new Reply.Error(ErrorCode.TRYAGAIN, "Another node has begun to serve the slot");

  /** Where a request is to run. */
  enum Where {
    HERE,
    ELSEWHERE,
    /** Nobody is known to serve it at the moment: ask again a little later. */
    UNKNOWN,
    REFUSED
  }

  /**
   * @param owner where it is elsewhere, else null
   * @param refusal where it is refused, else null
   */
  record Decision(Where where, SlotOwners.Owner owner, Reply.Error refusal) {

    private static final Decision HERE = new Decision(Where.HERE, null, null);
    private static final Decision UNKNOWN = new Decision(Where.UNKNOWN, null, null);

    private static Decision refused(Reply.Error why) {
      return new Decision(Where.REFUSED, null, why);
    }
  }

  private final SlotOwners owners;
  private final RequestRoutes routes;

  SlotRouting(SlotOwners owners, RequestRoutes routes) {
    this.owners = owners;
    this.routes = routes;
  }

  /** Where a request on one slot is to run. */
  Decision decide(Face face, int slot) {
    if (owners.serves(slot)) {
      return Decision.HERE;
    }
    SlotOwners.Owner owner = owners.otherOwner(slot);
    if (owner == null) {
      return Decision.UNKNOWN;
    }
    return face == Face.ONE_SERVER
        ? new Decision(Where.ELSEWHERE, owner, null)
        : Decision.refused(moved(slot, owner));
  }

  /**
   * Where a request on several slots is to run.
   *
   * @param slots ascending, none twice
   */
  Decision decide(Face face, int[] slots) {
    if (slots.length == 0) {
      return Decision.HERE;
    }
    if (slots.length > 1) {
      if (face == Face.CLUSTER) {
        return Decision.refused(Errors.crossSlot());
      }
      // Ascending slots are of ascending shards.
      if (owners.shardOf(slots[0]) != owners.shardOf(slots[slots.length - 1])) {
        return Decision.refused(SEVERAL_SHARDS);
      }
    }
    return decide(face, slots[0]);
  }

  /** The slots of all that EXEC stands for. */
  int[] slotsOf(Transaction transaction) {
    return IntStream.concat(
            transaction.watchedSlots(),
            transaction.queued().stream()
                .flatMapToInt(queued -> Arrays.stream(slotsOf(queued.command(), queued.args()))))
        .sorted()
        .distinct()
        .toArray();
  }

  /** The slots of a request; none where it has no keys or is not understood. */
  int[] slotsOf(CatalogEntry command, Args args) {
    KeyRoute route = routes.of(command);
    if (!route.hasSlots()) {
      return new int[0];
    }
    try {
      return route.slots(args);
    } catch (CommandError error) {
      return new int[0];
    }
  }

  /** {@link #LOST}, or where a client of Redis Cluster is to go. */
  static Reply.Error lost(SlotOwners owners, Face face, int slot) {
    SlotOwners.Owner owner = owners.otherOwner(slot);
    return face == Face.ONE_SERVER || owner == null ? LOST : moved(slot, owner);
  }

  private static Reply.Error moved(int slot, SlotOwners.Owner owner) {
    return new Reply.Error(
        ErrorCode.MOVED, slot + " " + owner.host() + ":" + owner.clusterClientPort());
  }
}
