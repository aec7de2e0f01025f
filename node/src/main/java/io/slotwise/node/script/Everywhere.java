package io.slotwise.node.script;

import io.slotwise.protocol.Args;
import io.slotwise.protocol.Replies;
import io.slotwise.protocol.Reply;
import io.slotwise.sharding.api.Handler;
import io.slotwise.sharding.api.Session;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;
import java.util.function.Predicate;

/** How the nodes' parts of a command on scripts become one reply. */
final class Everywhere {

  private record Parts(
      Handler.OnNode own, Predicate<Reply> settles, BiFunction<Reply, List<Reply>, Reply> merger)
      implements Handler.OnEveryNode {

    @Override
    public CompletionStage<Reply> run(Session session, Args args) {
      return own.run(session, args);
    }

    @Override
    public boolean isSettledBy(Reply reply) {
      return settles.test(reply);
    }

    @Override
    public Reply merge(Reply reply, List<Reply> others) {
      return merger.apply(reply, others);
    }
  }

  private Everywhere() {}

  /** All do it; who cannot be reached will ask when it needs to know. */
  static Handler.OnEveryNode told(Handler.OnNode own) {
    return new Parts(own, Reply.Error.class::isInstance, (reply, others) -> reply);
  }

  /** All do it, or it is an error. */
  static Handler.OnEveryNode done(Handler.OnNode own) {
    return new Parts(
        own,
        Reply.Error.class::isInstance,
        (reply, others) ->
            others.stream().filter(Reply.Error.class::isInstance).findFirst().orElse(reply));
  }

  /** The first one that can. */
  static Handler.OnEveryNode oneOf(Handler.OnNode own) {
    return new Parts(
        own,
        reply -> !(reply instanceof Reply.Error),
        (reply, others) ->
            others.stream()
                .filter(other -> !(other instanceof Reply.Error))
                .findFirst()
                .orElse(reply));
  }

  /** Flags, each set where any node has it set. */
  static Handler.OnEveryNode anyOf(Handler.OnNode own) {
    return new Parts(
        own,
        reply -> flags(reply).stream().allMatch(Replies.ONE::equals),
        (reply, others) -> {
          List<Reply> merged = new ArrayList<>(flags(reply));
          for (Reply other : others) {
            List<Reply> theirs = flags(other);
            for (int i = 0; i < theirs.size(); i++) {
              if (theirs.get(i).equals(Replies.ONE)) {
                merged.set(i, Replies.ONE);
              }
            }
          }
          return new Reply.Array(merged);
        });
  }

  /** None of a node that has said nothing. */
  private static List<Reply> flags(Reply reply) {
    return reply instanceof Reply.Array array ? array.elements() : List.of();
  }
}
