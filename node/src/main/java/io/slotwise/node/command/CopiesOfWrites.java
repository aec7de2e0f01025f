package io.slotwise.node.command;

import io.slotwise.node.connection.ClientSession;
import io.slotwise.node.connection.Followers;
import io.slotwise.node.connection.WrittenShards;
import io.slotwise.protocol.Args;
import io.slotwise.protocol.Bytes;
import io.slotwise.protocol.Reply;
import io.slotwise.protocol.resp.ReplyDecoder;
import io.slotwise.sharding.replication.Copies;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Function;

/**
 * How many copies there are of what a client has written until now, here and on the nodes to which
 * its requests were passed on: the fewest of any of it.
 */
final class CopiesOfWrites {

  private static final Args COPIES_THERE = Args.of("WAIT", "0", "0");
  private static final Args SYNCED_THERE = Args.of("WAITAOF", "0", "0", "0");
  private static final Copies ANY = new Copies(true, Integer.MAX_VALUE);

  private final ClientSession client;
  private final Followers followers;
  private final boolean wroteElsewhere;

  /** Null where the client has written elsewhere only. */
  private final CompletionStage<Followers.Mark> here;

  private CopiesOfWrites(
      ClientSession client,
      Followers followers,
      boolean wroteElsewhere,
      CompletionStage<Followers.Mark> here) {
    this.client = client;
    this.followers = followers;
    this.wroteElsewhere = wroteElsewhere;
    this.here = here;
  }

  /** To be called on the client's event loop. */
  static CopiesOfWrites of(ClientSession client, Followers followers) {
    WrittenShards written = client.written();
    boolean elsewhere = client.peers() != null && client.peers().wrote();
    CompletionStage<Followers.Mark> here =
        written.isEmpty() && elsewhere
            ? null
            : followers.mark(written.shards(), written.position());
    return new CopiesOfWrites(client, followers, elsewhere, here);
  }

  /** How many other nodes have it, when a majority has; any thread. */
  CompletionStage<Copies> count() {
    return everywhere(Followers.Mark::copies, COPIES_THERE);
  }

  /** On whose disks it is, which are synced for that; any thread. */
  CompletionStage<Copies> sync() {
    return everywhere(Followers.Mark::sync, SYNCED_THERE);
  }

  private CompletionStage<Copies> everywhere(
      Function<Followers.Mark, CompletionStage<Copies>> ofMine, Args ofThoseElsewhere) {
    CompletionStage<Copies> mine =
        here == null ? CompletableFuture.completedFuture(ANY) : here.thenCompose(ofMine);
    return wroteElsewhere
        ? mine.thenCombine(elsewhere(ofThoseElsewhere), CopiesOfWrites::fewer)
        : mine;
  }

  private static Copies fewer(Copies one, Copies other) {
    return new Copies(one.here() && other.here(), Math.min(one.others(), other.others()));
  }

  private CompletionStage<Copies> elsewhere(Args request) {
    CompletableFuture<Copies> there = new CompletableFuture<>();
    try {
      client
          .connection()
          .execute(
              () ->
                  client
                      .peers()
                      .askWhereWritten(request)
                      .thenAccept(replies -> there.complete(counted(replies))));
    } catch (RejectedExecutionException stopped) {
      // The loop has gone, and the client with it.
      there.complete(atLeast());
    }
    return there;
  }

  private Copies counted(List<Bytes> replies) {
    return replies == null
        ? atLeast()
        : replies.stream().map(this::counted).reduce(ANY, CopiesOfWrites::fewer);
  }

  private Copies counted(Bytes reply) {
    Reply decoded = ReplyDecoder.decode(reply);
    if (decoded instanceof Reply.Int copies) {
      return new Copies(true, (int) copies.value());
    }
    if (decoded instanceof Reply.Array both
        && both.elements().size() == 2
        && both.elements().get(0) instanceof Reply.Int there
        && both.elements().get(1) instanceof Reply.Int others) {
      return new Copies(there.value() == 1, (int) others.value());
    }
    return atLeast();
  }

  /** Nobody can be asked any more: what was acknowledged a majority has, on disk or not. */
  private Copies atLeast() {
    return new Copies(false, followers.copiesOfAnything());
  }
}
