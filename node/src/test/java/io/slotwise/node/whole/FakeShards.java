package io.slotwise.node.whole;

import io.slotwise.node.connection.PeerLink;
import io.slotwise.node.connection.SlotOwners.Owner;
import io.slotwise.protocol.Args;
import io.slotwise.protocol.Bytes;
import io.slotwise.protocol.CommandError;
import io.slotwise.protocol.Errors;
import io.slotwise.protocol.Reply;
import io.slotwise.protocol.Slots;
import io.slotwise.protocol.resp.ReplyEncoder;
import io.slotwise.sharding.api.AllKeys;
import io.slotwise.sharding.api.CommandDef;
import io.slotwise.sharding.api.Handler;
import io.slotwise.sharding.api.KeyFilter;
import io.slotwise.sharding.api.ScanCursor;
import io.slotwise.sharding.api.Session;
import io.slotwise.sharding.api.ValueType;
import io.slotwise.sharding.command.DataCommands;
import io.slotwise.sharding.replication.SlotRange;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/**
 * Shards on several nodes in memory, seen from node 0, with a clock that goes as fast as there is
 * work. Other nodes are sent bytes and send bytes back, as over the network.
 */
final class FakeShards implements ClusterAccess {

  static final int SELF = 0;
  static final int NOBODY = -1;

  private static final List<CommandDef> COMMANDS =
      DataCommands.all(null, () -> false).stream()
          .filter(command -> command.handler() instanceof Handler.OnDatabases)
          .toList();

  private record Job(long atNanos, long number, Runnable code) {}

  private final List<SlotRange> ranges;

  /** The keys that there are, in no database in particular. */
  final TreeSet<Bytes> keys = new TreeSet<>();

  /** Who leads each shard, and whom node 0 believes to. */
  private final int[] leaders;

  private final int[] believed;
  private final PriorityQueue<Job> jobs =
      new PriorityQueue<>(
          (a, b) ->
              a.atNanos == b.atNanos
                  ? Long.compare(a.number, b.number)
                  : Long.compare(a.atNanos, b.atNanos));
  private final Map<Integer, String> broken = new HashMap<>();
  private final Set<Integer> silent = new HashSet<>();
  private final Set<Integer> absent = new HashSet<>();
  final List<String> asked = new ArrayList<>();
  Reply answerOfOthers;

  /** What nodes say to commands on every node. */
  final Map<Integer, Reply> shares = new HashMap<>();

  private long nowNanos;
  private long jobCount;

  FakeShards(int... leaders) {
    this.leaders = leaders;
    this.believed = leaders.clone();
    this.ranges =
        IntStream.range(0, leaders.length)
            .mapToObj(shard -> SlotRange.ofShard(shard, leaders.length))
            .toList();
  }

  static Owner node(int number) {
    return new Owner(Integer.toString(number), "host", number, number);
  }

  /** Another node leads a shard; node 0 knows it, or not yet. */
  void lead(int shard, int node, boolean known) {
    leaders[shard] = node;
    if (known) {
      believed[shard] = node;
    }
  }

  /** A node's connection breaks with each request; null for before it was sent. */
  void breakLinkTo(int node, String why) {
    broken.put(node, why);
  }

  /** A node takes requests and says nothing. */
  void silence(int node) {
    silent.add(node);
  }

  /** A node is known not to be there. */
  void remove(int node) {
    absent.add(node);
  }

  /** Has something happen later. */
  void at(long ms, Runnable event) {
    schedule(TimeUnit.MILLISECONDS.toNanos(ms), event);
  }

  long nowMs() {
    return TimeUnit.NANOSECONDS.toMillis(nowNanos);
  }

  /** Works until there is an answer, and gives it. */
  <T> T await(CompletionStage<T> stage) {
    CompletableFuture<T> future = stage.toCompletableFuture();
    while (!future.isDone()) {
      Job job = jobs.poll();
      if (job == null) {
        throw new AssertionError("nothing happens any more, and there is no answer");
      }
      nowNanos = Math.max(nowNanos, job.atNanos);
      job.code.run();
    }
    return future.join();
  }

  private void schedule(long delayNanos, Runnable code) {
    jobs.add(new Job(nowNanos + delayNanos, jobCount++, code));
  }

  @Override
  public List<SlotRange> shards() {
    return ranges;
  }

  @Override
  public boolean isHere(int shard) {
    return leaders[shard] == SELF;
  }

  @Override
  public Owner leader(int shard) {
    return believed[shard] <= SELF ? null : node(believed[shard]);
  }

  @Override
  public List<Owner> otherNodes() {
    return List.of(node(1), node(2));
  }

  @Override
  public boolean isReachable(Owner node) {
    return !absent.contains(node.port());
  }

  @Override
  public AllKeys here(List<Integer> shards) {
    return new KeysOf(SELF, shards);
  }

  @Override
  public void ask(Owner owner, Args request, PeerLink.Receiver receiver) {
    int node = owner.port();
    asked.add(node + ": " + request);
    if (broken.containsKey(node)) {
      String why = broken.get(node);
      onLoop(() -> breakOff(receiver, why));
    } else if (!silent.contains(node)) {
      onLoop(() -> answer(node, request, receiver));
    }
  }

  private static void breakOff(PeerLink.Receiver receiver, String why) {
    if (why == null) {
      receiver.notSent("no connection");
    } else {
      receiver.lost(why);
    }
  }

  private void answer(int node, Args request, PeerLink.Receiver receiver) {
    if (answerOfOthers != null) {
      receiver.replied(encoded(answerOfOthers));
      return;
    }
    if (request.get(2).equals(ClusterExtent.NODE)) {
      receiver.replied(encoded(shares.get(node)));
      return;
    }
    List<Integer> shards =
        Arrays.stream(request.get(2).latin1().split(",")).map(Integer::valueOf).toList();
    Args command = request.from(3);
    CommandDef def =
        COMMANDS.stream()
            .filter(known -> command.is(0, known.spec().name()))
            .findFirst()
            .orElseThrow();
    ((Handler.OnDatabases) def.handler())
        .run(new KeysOf(node, shards), session(), command)
        .whenComplete(
            (reply, failure) ->
                receiver.replied(
                    encoded(failure == null ? reply : ((CommandError) failure).reply())));
  }

  private static Bytes encoded(Reply reply) {
    ReplyEncoder encoder = new ReplyEncoder();
    encoder.encode(reply, 2);
    return Bytes.wrap(Arrays.copyOf(encoder.array(), encoder.length()));
  }

  private static Session session() {
    return (Session)
        Proxy.newProxyInstance(
            Session.class.getClassLoader(),
            new Class<?>[] {Session.class},
            (proxy, method, arguments) -> 0);
  }

  @Override
  public void onLoop(Runnable code) {
    schedule(0, code);
  }

  @Override
  public void later(long delayMs, Runnable code) {
    schedule(TimeUnit.MILLISECONDS.toNanos(delayMs), code);
  }

  @Override
  public long nanoTime() {
    return nowNanos;
  }

  /** The keys of some shards on one node; a step of a scan is a slot. */
  private final class KeysOf implements AllKeys {

    private final int node;
    private final List<Integer> shards;

    KeysOf(int node, List<Integer> shards) {
      this.node = node;
      this.shards = shards;
    }

    private <T> CompletionStage<T> ifLed(java.util.function.Supplier<T> answer) {
      return shards.stream().allMatch(shard -> leaders[shard] == node)
          ? CompletableFuture.completedFuture(answer.get())
          : CompletableFuture.failedFuture(new CommandError(Errors.slotNotServed()));
    }

    private List<Bytes> mine() {
      return keys.stream()
          .filter(key -> shards.stream().anyMatch(s -> ranges.get(s).contains(Slots.of(key))))
          .toList();
    }

    @Override
    public CompletionStage<Long> keyCount(int database) {
      return ifLed(() -> (long) mine().size());
    }

    @Override
    public CompletionStage<ScanStep> scan(
        int database, long cursor, KeyFilter filter, int countHint) {
      return ifLed(
          () -> {
            int slot =
                mine().stream()
                    .mapToInt(Slots::of)
                    .filter(of -> of >= ScanCursor.slotOf(cursor))
                    .min()
                    .orElse(Slots.COUNT);
            boolean more = mine().stream().anyMatch(key -> Slots.of(key) > slot);
            List<Bytes> found =
                mine().stream()
                    .filter(key -> Slots.of(key) == slot)
                    .filter(key -> filter.accepts(key, ValueType.STRING))
                    .toList();
            return new ScanStep(more ? ScanCursor.atSlot(slot + 1) : 0, found);
          });
    }

    @Override
    public CompletionStage<Bytes> randomKey(int database) {
      return ifLed(() -> mine().stream().filter(key -> !expired(key)).findFirst().orElse(null));
    }

    private boolean expired(Bytes key) {
      return key.latin1().startsWith("expired");
    }

    @Override
    public CompletionStage<Void> flush(int database) {
      return ifLed(
          () -> {
            keys.removeAll(mine());
            return null;
          });
    }
  }
}
