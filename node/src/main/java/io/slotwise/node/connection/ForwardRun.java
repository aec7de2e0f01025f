package io.slotwise.node.connection;

import io.slotwise.protocol.Args;
import io.slotwise.protocol.Bytes;
import io.slotwise.protocol.Errors;
import io.slotwise.protocol.Reply;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/**
 * A stretch of requests that another node serves: sent to it together, answered in order with what
 * it says. What it did not carry out, because it serves the slot no longer or could not be reached,
 * may be tried again; where nobody knows whether it was carried out, the client hears just that.
 *
 * <p>Used on the event loop only.
 */
final class ForwardRun implements ForwardWatch.Awaited {

  private static final Bytes NOTHING_WATCHED_HOLDS_2 = Bytes.of("*-1\r\n");
  private static final Bytes NOTHING_WATCHED_HOLDS_3 = Bytes.of("_\r\n");

  /** A request of the stretch, and what came of it. */
  static final class Item implements PeerLink.Receiver {
    final CatalogEntry command;
    final Args args;
    private final ForwardRun run;
    private Bytes encoded;
    private String lostBecause;
    private boolean notSent;
    private boolean refusedInside;

    private Item(ForwardRun run, CatalogEntry command, Args args) {
      this.run = run;
      this.command = command;
      this.args = args;
    }

    @Override
    public void replied(Bytes reply) {
      encoded = reply;
      run.whenOneIsReplied.run();
      run.itemDone();
    }

    @Override
    public void lost(String why) {
      lostBecause = why;
      run.itemDone();
    }

    @Override
    public void notSent(String why) {
      notSent = true;
      lost(why);
    }

    /** Whether it was not carried out, or can be repeated without harm. */
    boolean mayBeTriedAgain() {
      return encoded == null
          ? notSent || command.isRead()
          : startsWith(encoded, "-MOVED ") || refusedInside && startsWith(encoded, "-EXECABORT");
    }

    private boolean isAwaited() {
      return encoded == null && lostBecause == null;
    }

    PeerLink link() {
      return run.link;
    }

    SlotOwners.Owner owner() {
      return run.owner;
    }

    long durationNanos() {
      return run.durationNanos();
    }

    /** The reply as it came, or null where none came: then see {@link #lost()}. */
    Bytes encoded() {
      return encoded;
    }

    /** What the client hears when no reply came. */
    Reply.Error lost() {
      return Errors.err(
          "outcome unknown: the node that serves the key did not answer: "
              + Errors.oneLine(lostBecause));
    }
  }

  private final PeerLink link;
  private final ClientSession session;
  private final SlotOwners.Owner owner;
  private final SlotRouting routing;
  private final List<Item> items = new ArrayList<>();
  private final long startNanos = System.nanoTime();
  private int unanswered;
  private Runnable whenOneIsReplied = () -> {};
  private Runnable whenDone;

  /**
   * @param routing tells slots
   */
  ForwardRun(PeerLink link, ClientSession session, SlotOwners.Owner owner, SlotRouting routing) {
    this.link = link;
    this.session = session;
    this.owner = owner;
    this.routing = routing;
  }

  void add(CatalogEntry command, Args args) {
    items.add(new Item(this, command, args));
  }

  @Override
  public SlotOwners.Owner owner() {
    return owner;
  }

  @Override
  public int firstSlotAwaited() {
    return slotsOf(items.stream().filter(Item::isAwaited).findFirst().orElseThrow())[0];
  }

  private int[] slotsOf(Item item) {
    return item.command.isExec()
        ? routing.slotsOf(session.transaction())
        : routing.slotsOf(item.command, item.args);
  }

  @Override
  public void giveUp(String why) {
    link.giveUp(why);
  }

  List<Item> items() {
    return items;
  }

  long durationNanos() {
    return (System.nanoTime() - startNanos) / items.size();
  }

  /**
   * Which of them are to be tried again, by their place. Not those that would be overtaken: a later
   * one on the same slot was carried out.
   */
  BitSet toBeTriedAgain() {
    BitSet again = new BitSet();
    if (items.stream().noneMatch(Item::mayBeTriedAgain)) {
      return again;
    }
    BitSet doneSlots = new BitSet();
    for (int i = items.size() - 1; i >= 0; i--) {
      Item item = items.get(i);
      int[] slots = slotsOf(item);
      if (item.mayBeTriedAgain() && Arrays.stream(slots).noneMatch(doneSlots::get)) {
        again.set(i);
      } else {
        Arrays.stream(slots).forEach(doneSlots::set);
      }
    }
    return again;
  }

  /**
   * Sends all of them.
   *
   * @param replied called on the event loop when the node has answered one of them
   * @param later called on the event loop when all are answered, also before this returns
   */
  void run(Runnable replied, Runnable later) {
    whenOneIsReplied = replied;
    whenDone = later;
    unanswered = items.size();
    if (!items.get(0).command.isExec()) {
      chooseCaching();
    }
    for (Item item : items) {
      if (!item.command.isRead()) {
        link.setWrote();
      }
      if (item.command.isExec()) {
        sendTransaction(item);
      } else {
        link.send(item.args, item);
      }
    }
    link.flush();
  }

  /** CLIENT CACHING is about the request that is next, or the transaction. */
  private void chooseCaching() {
    session.peers().tracking().chooseCaching(link);
  }

  /** What was queued here, behind a MULTI of its own. */
  private void sendTransaction(Item exec) {
    Transaction transaction = session.transaction();
    String watching = transaction.watchingNode();
    if (transaction.watchedCount() > 0 && !(owner.id().equals(watching) && link.watches())) {
      // Whoever watched the keys does so no longer: they may have changed since.
      exec.replied(session.respVersion() > 2 ? NOTHING_WATCHED_HOLDS_3 : NOTHING_WATCHED_HOLDS_2);
      return;
    }
    Inside inside = new Inside(exec);
    if (link.watches() && watching == null) {
      link.send(Args.of("UNWATCH"), inside);
    }
    link.setWatches(false);
    chooseCaching();
    link.send(Args.of("MULTI"), inside);
    for (Transaction.Queued queued : transaction.queued()) {
      link.send(queued.args(), inside);
    }
    link.send(exec.args, exec);
  }

  /** Takes the replies to a transaction's parts, which only EXEC's stands for. */
  private record Inside(Item exec) implements PeerLink.Receiver {

    @Override
    public void replied(Bytes reply) {
      exec.refusedInside |= startsWith(reply, "-MOVED ");
    }

    @Override
    public void lost(String why) {
      // EXEC is lost too, and says so.
    }
  }

  private void itemDone() {
    if (--unanswered == 0) {
      whenDone.run();
    }
  }

  private static boolean startsWith(Bytes reply, String text) {
    return reply.length() >= text.length() && reply.slice(0, text.length()).equals(Bytes.of(text));
  }
}
