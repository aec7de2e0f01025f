package io.slotwise.node.command;

import static io.slotwise.node.command.ClientHandler.client;
import static io.slotwise.protocol.command.CommandGroup.PUBSUB;
import static io.slotwise.protocol.command.Flag.FAST;
import static io.slotwise.protocol.command.Flag.LOADING;
import static io.slotwise.protocol.command.Flag.MAY_REPLICATE;
import static io.slotwise.protocol.command.Flag.NOSCRIPT;
import static io.slotwise.protocol.command.Flag.STALE;
import static io.slotwise.sharding.api.CommandDef.command;
import static io.slotwise.sharding.api.CommandDef.container;

import io.slotwise.node.connection.ClientSession;
import io.slotwise.node.connection.GatheredHandler;
import io.slotwise.node.connection.SubscribingHandler;
import io.slotwise.node.pubsub.Broadcast;
import io.slotwise.node.pubsub.PubSub;
import io.slotwise.node.pubsub.PubSub.Kind;
import io.slotwise.node.pubsub.Subscriptions;
import io.slotwise.node.pubsub.Topic;
import io.slotwise.ops.HelpText;
import io.slotwise.protocol.Args;
import io.slotwise.protocol.Bytes;
import io.slotwise.protocol.Errors;
import io.slotwise.protocol.Replies;
import io.slotwise.protocol.Reply;
import io.slotwise.protocol.Slots;
import io.slotwise.protocol.command.Flag;
import io.slotwise.protocol.command.KeySpec;
import io.slotwise.sharding.api.CommandDef;
import io.slotwise.sharding.api.Handler;
import io.slotwise.sharding.api.Session;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BinaryOperator;
import java.util.function.IntPredicate;

/**
 * Publish and subscribe. Confirmations are pushed like messages are, so that CLIENT REPLY OFF does
 * not hold them back, as in Redis.
 */
final class PubSubCommands {

  private final PubSub pubSub;
  private final Broadcast broadcast;
  private final IntPredicate slotServed;

  /**
   * @param slotServed whether this node serves a slot now
   */
  PubSubCommands(PubSub pubSub, Broadcast broadcast, IntPredicate slotServed) {
    this.pubSub = pubSub;
    this.broadcast = broadcast;
    this.slotServed = slotServed;
  }

  List<CommandDef> all() {
    return List.of(
        subscriber("subscribe", -2, "2.0.0").onConnection(new Subscriber(Kind.CHANNEL)),
        subscriber("unsubscribe", -1, "2.0.0")
            .onConnection(client((c, args) -> unsubscribe(c, Kind.CHANNEL, args))),
        subscriber("psubscribe", -2, "2.0.0").onConnection(new Subscriber(Kind.PATTERN)),
        subscriber("punsubscribe", -1, "2.0.0")
            .onConnection(client((c, args) -> unsubscribe(c, Kind.PATTERN, args))),
        subscriber("ssubscribe", -2, "7.0.0")
            .keys(channels(-1))
            .onConnection(new Subscriber(Kind.SHARD_CHANNEL)),
        subscriber("sunsubscribe", -1, "7.0.0")
            .keys(channels(-1))
            .onConnection(client((c, args) -> unsubscribe(c, Kind.SHARD_CHANNEL, args))),
        publisher("publish", "2.0.0").onConnection(new Publisher(Topic.MESSAGES)),
        publisher("spublish", "7.0.0")
            .keys(channels(1))
            .onConnection(new Publisher(Topic.SHARD_MESSAGES)),
        container("pubsub", PUBSUB)
            .since("2.8.0")
            .arity(-2)
            .sub(
                question("channels", -2, "2.8.0")
                    .onConnection(
                        new Question(
                            (session, args) -> names(Kind.CHANNEL, args), PubSubCommands::union)))
            .sub(
                command("pubsub|help", PUBSUB)
                    .since("6.2.0")
                    .arity(2)
                    .flags(LOADING, STALE)
                    .onConnection((session, args) -> HELP))
            .sub(
                question("numpat", 2, "2.8.0")
                    .onConnection(new Question(this::patternCount, PubSubCommands::sum)))
            .sub(
                question("numsub", -2, "2.8.0")
                    .onConnection(
                        new Question(
                            (session, args) -> counts(Kind.CHANNEL, args), PubSubCommands::sums)))
            .sub(
                question("shardchannels", -2, "7.0.0")
                    .onConnection(
                        new Question(
                            (session, args) -> names(Kind.SHARD_CHANNEL, args),
                            PubSubCommands::union)))
            .sub(
                question("shardnumsub", -2, "7.0.0")
                    .onConnection(
                        new Question(
                            (session, args) -> counts(Kind.SHARD_CHANNEL, args),
                            PubSubCommands::sums)))
            .build());
  }

  private static CommandDef.Builder subscriber(String name, int arity, String since) {
    return command(name, PUBSUB)
        .since(since)
        .arity(arity)
        .flags(Flag.PUBSUB, NOSCRIPT, LOADING, STALE);
  }

  private static CommandDef.Builder publisher(String name, String since) {
    return command(name, PUBSUB)
        .since(since)
        .arity(3)
        .flags(Flag.PUBSUB, LOADING, STALE, FAST, MAY_REPLICATE);
  }

  private static CommandDef.Builder question(String name, int arity, String since) {
    return command("pubsub|" + name, PUBSUB)
        .since(since)
        .arity(arity)
        .flags(Flag.PUBSUB, LOADING, STALE);
  }

  /** Shard channels have slots like keys, and are none. */
  private static KeySpec channels(int last) {
    return new KeySpec.Range(1, last, 1, 0, null, EnumSet.of(KeySpec.Effect.NOT_KEY));
  }

  private static final Reply HELP =
      HelpText.of("pubsub")
          .lines(
              "CHANNELS [<pattern>]",
              "The channels that somebody subscribes to, or those of them that fit.",
              "NUMPAT",
              "How many patterns somebody subscribes to.",
              "NUMSUB [<channel> ...]",
              "How many subscribe to each channel, patterns aside.",
              "SHARDCHANNELS [<pattern>]",
              "The shard channels that somebody subscribes to, or those of them that fit.",
              "SHARDNUMSUB [<shardchannel> ...]",
              "How many subscribe to each shard channel.")
          .reply();

  /**
   * {@code SUBSCRIBE channel [channel ...]}, PSUBSCRIBE, SSUBSCRIBE. Reply: for each name a push of
   * {@code subscribe}, the name and how many the client has now.
   */
  private final class Subscriber implements SubscribingHandler {

    private final Kind kind;

    Subscriber(Kind kind) {
      this.kind = kind;
    }

    @Override
    public Set<Topic> topics(ClientSession client, Args args) {
      Set<Topic> topics = EnumSet.noneOf(Topic.class);
      for (int i = 1; i < args.count(); i++) {
        topics.addAll(Topic.of(kind, args.get(i), client.roams()));
      }
      return topics;
    }

    @Override
    public Reply run(Session session, Args args) {
      ClientSession client = (ClientSession) session;
      Subscriptions mine = client.subscriptions();
      for (int i = 1; i < args.count(); i++) {
        Bytes name = args.get(i);
        mine.add(pubSub, kind, name, client.roams());
        mine.confirm(kind, "subscribe", Replies.bulk(name));
      }
      if (kind == Kind.SHARD_CHANNEL && !client.roams()) {
        dropThoseThatHaveLeft(mine);
      }
      return Replies.NONE;
    }
  }

  /** The shard may have left between the look at who serves it and the subscription. */
  private void dropThoseThatHaveLeft(Subscriptions mine) {
    for (Bytes channel : mine.names(Kind.SHARD_CHANNEL)) {
      if (!slotServed.test(Slots.of(channel))) {
        mine.drop(pubSub, Kind.SHARD_CHANNEL, channel);
      }
    }
  }

  /**
   * {@code UNSUBSCRIBE [channel ...]}, PUNSUBSCRIBE, SUNSUBSCRIBE; without a name, from all. Reply:
   * for each name a push of {@code unsubscribe}, the name and how many remain; a null for the name
   * when there was none to be left.
   */
  private Reply unsubscribe(ClientSession client, Kind kind, Args args) {
    Subscriptions mine = client.subscriptions();
    List<Bytes> names = new ArrayList<>();
    for (int i = 1; i < args.count(); i++) {
      names.add(args.get(i));
    }
    if (names.isEmpty()) {
      names = mine.names(kind);
    }
    for (Bytes name : names) {
      mine.remove(pubSub, kind, name);
      mine.confirm(kind, "unsubscribe", Replies.bulk(name));
    }
    if (names.isEmpty()) {
      mine.confirm(kind, "unsubscribe", Replies.NIL);
    }
    return Replies.NONE;
  }

  /**
   * {@code PUBLISH channel message}, SPUBLISH. Reply: integer, how many subscriptions it reaches:
   * on all nodes for a client that sees one server, else on this one.
   */
  private final class Publisher implements Handler.Announcing, GatheredHandler {

    private final Topic topic;

    Publisher(Topic topic) {
      this.topic = topic;
    }

    @Override
    public Reply run(Session session, Args args) {
      int receivers = publishHere(args);
      broadcast.send(topic, args.get(1), args.get(2), 0);
      return Replies.integer(receivers);
    }

    private int publishHere(Args args) {
      return topic == Topic.SHARD_MESSAGES
          ? pubSub.publishToShard(args.get(1), args.get(2))
          : pubSub.publish(args.get(1), args.get(2), 0);
    }

    @Override
    public boolean concernsOthers(Args args) {
      return broadcast.reaches(topic, args.get(1));
    }

    @Override
    public CompletionStage<Reply> gather(ClientSession client, Args args) {
      int here = publishHere(args);
      return broadcast
          .sendAndCount(topic, args.get(1), args.get(2))
          .thenApply(there -> Replies.integer(here + there));
    }

    @Override
    public Reply foresee(Session session, Args args) {
      return Replies.integer(
          topic == Topic.SHARD_MESSAGES
              ? pubSub.subscribers(Kind.SHARD_CHANNEL, args.get(1))
              : pubSub.receivers(args.get(1)));
    }
  }

  /** Asks who subscribes to what: on all nodes for a client that sees one server, else on this. */
  private final class Question implements GatheredHandler {

    private final Handler.OnConnection own;
    private final BinaryOperator<Reply> merger;

    /**
     * @param own the answer of a node
     * @param merger makes one answer of two
     */
    Question(Handler.OnConnection own, BinaryOperator<Reply> merger) {
      this.own = own;
      this.merger = merger;
    }

    @Override
    public Reply run(Session session, Args args) {
      return own.run(session, args);
    }

    @Override
    public boolean concernsOthers(Args args) {
      return broadcast.hasOthers();
    }

    @Override
    public CompletionStage<Reply> gather(ClientSession client, Args args) {
      Reply here = run(client, args);
      return here instanceof Reply.Error
          ? CompletableFuture.completedFuture(here)
          : broadcast.ask(args).thenApply(others -> merged(here, others));
    }

    private Reply merged(Reply here, List<Reply> others) {
      // An error is of a node that stops, say.
      return others.stream().filter(there -> !(there instanceof Reply.Error)).reduce(here, merger);
    }
  }

  /**
   * {@code PUBSUB CHANNELS [pattern]}, SHARDCHANNELS. Reply: array of the names that somebody
   * subscribes to. Errors: ERR unknown subcommand or wrong number of arguments.
   */
  private Reply names(Kind kind, Args args) {
    if (args.count() > 3) {
      return Errors.subcommandSyntax("pubsub", args.get(1));
    }
    List<Reply> names = new ArrayList<>();
    for (Bytes name : pubSub.names(kind, args.count() == 3 ? args.get(2) : null)) {
      names.add(Replies.bulk(name));
    }
    return new Reply.Array(names);
  }

  private static Reply union(Reply one, Reply other) {
    Set<Reply> names = new LinkedHashSet<>(((Reply.Array) one).elements());
    names.addAll(((Reply.Array) other).elements());
    return new Reply.Array(List.copyOf(names));
  }

  /** {@code PUBSUB NUMSUB [channel ...]}, SHARDNUMSUB. Reply: array of each name and its count. */
  private Reply counts(Kind kind, Args args) {
    List<Reply> counts = new ArrayList<>();
    for (int i = 2; i < args.count(); i++) {
      counts.add(Replies.bulk(args.get(i)));
      counts.add(Replies.integer(pubSub.subscribers(kind, args.get(i))));
    }
    return new Reply.Array(counts);
  }

  /** Of the same names: every second element is a count. */
  private static Reply sums(Reply one, Reply other) {
    List<Reply> counts = new ArrayList<>(((Reply.Array) one).elements());
    List<Reply> more = ((Reply.Array) other).elements();
    for (int i = 1; i < counts.size(); i += 2) {
      counts.set(i, sum(counts.get(i), more.get(i)));
    }
    return new Reply.Array(counts);
  }

  /**
   * {@code PUBSUB NUMPAT}. Reply: integer, how many different patterns are subscribed to; one that
   * clients of several nodes subscribe to counts on each.
   */
  private Reply patternCount(Session session, Args args) {
    return Replies.integer(pubSub.count(Kind.PATTERN));
  }

  private static Reply sum(Reply one, Reply other) {
    return Replies.integer(((Reply.Int) one).value() + ((Reply.Int) other).value());
  }
}
