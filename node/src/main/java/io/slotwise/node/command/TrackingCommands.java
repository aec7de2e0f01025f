package io.slotwise.node.command;

import io.slotwise.node.connection.ClientRegistry;
import io.slotwise.node.connection.ClientSession;
import io.slotwise.node.connection.GatheredHandler;
import io.slotwise.node.tracking.ClientTracking;
import io.slotwise.node.tracking.KeyTracking;
import io.slotwise.node.tracking.TrackingMode;
import io.slotwise.protocol.Args;
import io.slotwise.protocol.Bytes;
import io.slotwise.protocol.CommandError;
import io.slotwise.protocol.Errors;
import io.slotwise.protocol.Replies;
import io.slotwise.protocol.Reply;
import io.slotwise.sharding.api.Session;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;

/** CLIENT TRACKING and what belongs to it: a client asks to be told when keys change. */
final class TrackingCommands {

  private final ClientRegistry registry;
  private final KeyTracking tracking;

  TrackingCommands(ClientRegistry registry, KeyTracking tracking) {
    this.registry = registry;
    this.tracking = tracking;
  }

  /**
   * {@code CLIENT TRACKING ON|OFF [REDIRECT id] [PREFIX prefix ...] [BCAST] [OPTIN] [OPTOUT]
   * [NOLOOP]}. Reply: OK.
   *
   * <p>Errors, in order: of the words as they stand, a redirection to two or to nobody, syntax;
   * PREFIX without BCAST; another mode than before; modes that exclude each other; prefixes that
   * overlap.
   */
  GatheredHandler track() {
    return new Track();
  }

  /** Who wants to hear of keys that it has not read hears of all of them once it has its reply. */
  private final class Track implements GatheredHandler {

    @Override
    public Reply run(Session session, Args args) {
      return track((ClientSession) session, args);
    }

    @Override
    public boolean concernsOthers(Args args) {
      return IntStream.range(3, args.count()).anyMatch(i -> args.is(i, "bcast"));
    }

    @Override
    public CompletionStage<Reply> gather(ClientSession client, Args args) {
      Reply reply = track(client, args);
      client.tracking().hold();
      return client.tracking().elsewhere().begun().thenApply(begun -> reply);
    }
  }

  private Reply track(ClientSession client, Args args) {
    if (args.is(2, "on")) {
      tracking.start(client.tracking(), mode(client, args));
      return Replies.OK;
    }
    parse(args);
    if (!args.is(2, "off")) {
      return Errors.syntax();
    }
    tracking.stop(client.tracking());
    return Replies.OK;
  }

  private TrackingMode mode(ClientSession client, Args args) {
    TrackingMode asked = parse(args);
    check(client.tracking().mode(), asked);
    boolean wantsAll = asked.broadcast() && asked.prefixes().isEmpty();
    return new TrackingMode(
        asked.redirect(),
        asked.broadcast(),
        asked.optIn(),
        asked.optOut(),
        asked.noLoop(),
        wantsAll ? Set.of(Bytes.EMPTY) : asked.prefixes());
  }

  private TrackingMode parse(Args args) {
    long redirect = 0;
    boolean broadcast = false;
    boolean optIn = false;
    boolean optOut = false;
    boolean noLoop = false;
    List<Bytes> prefixes = new ArrayList<>();
    for (int i = 3; i < args.count(); i++) {
      boolean more = i + 1 < args.count();
      if (args.is(i, "redirect") && more) {
        redirect = redirect(args, ++i, redirect);
      } else if (args.is(i, "prefix") && more) {
        prefixes.add(args.get(++i).compact());
      } else if (args.is(i, "bcast")) {
        broadcast = true;
      } else if (args.is(i, "optin")) {
        optIn = true;
      } else if (args.is(i, "optout")) {
        optOut = true;
      } else if (args.is(i, "noloop")) {
        noLoop = true;
      } else {
        throw new CommandError(Errors.syntax());
      }
    }
    requireApart(prefixes, broadcast && args.is(2, "on"));
    return new TrackingMode(redirect, broadcast, optIn, optOut, noLoop, new TreeSet<>(prefixes));
  }

  private long redirect(Args args, int index, long before) {
    if (before != 0) {
      throw error("A client can only redirect to a single other client");
    }
    long id = args.integer(index);
    if (registry.find(id) == null) {
      throw error("The client ID you want redirect to does not exist");
    }
    return id;
  }

  private static void check(TrackingMode before, TrackingMode asked) {
    if (!asked.broadcast() && !asked.prefixes().isEmpty()) {
      throw error("PREFIX option requires BCAST mode to be enabled");
    }
    if (before != null && before.broadcast() != asked.broadcast()) {
      throw error(switching("BCAST mode on/off"));
    }
    if (asked.broadcast() && (asked.optIn() || asked.optOut())) {
      throw error("OPTIN and OPTOUT are not compatible with BCAST");
    }
    if (asked.optIn() && asked.optOut()) {
      throw error("You can't specify both OPTIN mode and OPTOUT mode");
    }
    if (before != null && (asked.optIn() && before.optOut() || asked.optOut() && before.optIn())) {
      throw error(switching("OPTIN/OPTOUT mode"));
    }
    if (before != null) {
      for (Bytes prefix : asked.prefixes()) {
        for (Bytes known : before.prefixes()) {
          requireApart(prefix, known, "an existing prefix");
        }
      }
    }
  }

  private static String switching(String what) {
    return "You can't switch "
        + what
        + " before disabling tracking for this client, and then re-enabling it with a different"
        + " mode.";
  }

  private static void requireApart(List<Bytes> prefixes, boolean checked) {
    for (int i = 0; checked && i < prefixes.size(); i++) {
      for (int j = i + 1; j < prefixes.size(); j++) {
        requireApart(prefixes.get(i), prefixes.get(j), "another provided prefix");
      }
    }
  }

  private static void requireApart(Bytes one, Bytes other, String what) {
    int common = Math.min(one.length(), other.length());
    if (one.slice(0, common).equals(other.slice(0, common))) {
      throw error(
          "Prefix '"
              + Errors.oneLine(one.latin1())
              + "' overlaps with "
              + what
              + " '"
              + Errors.oneLine(other.latin1())
              + "'. Prefixes for a single client must not overlap.");
    }
  }

  private static CommandError error(String message) {
    return new CommandError(Errors.err(message));
  }

  /**
   * {@code CLIENT CACHING YES|NO}. Reply: OK; it holds for the next request. Errors, in order:
   * neither OPTIN nor OPTOUT; YES without OPTIN, NO without OPTOUT; syntax.
   */
  Reply caching(ClientSession client, Args args) {
    ClientTracking mine = client.tracking();
    TrackingMode mode = mine.mode();
    if (mode == null) {
      return Errors.err(
          "CLIENT CACHING can be called only when the client is in tracking mode with OPTIN or"
              + " OPTOUT mode enabled");
    }
    boolean yes = args.is(2, "yes");
    if (!yes && !args.is(2, "no")) {
      return Errors.syntax();
    }
    if (yes && !mode.optIn()) {
      return Errors.err("CLIENT CACHING YES is only valid when tracking is enabled in OPTIN mode.");
    }
    if (!yes && !mode.optOut()) {
      return Errors.err("CLIENT CACHING NO is only valid when tracking is enabled in OPTOUT mode.");
    }
    mine.chooseCaching();
    return Replies.OK;
  }

  /** {@code CLIENT GETREDIR}. Reply: integer; 0 without redirection, -1 without tracking. */
  Reply redirection(ClientSession client, Args args) {
    return Replies.integer(client.redirection());
  }

  /** {@code CLIENT TRACKINGINFO}. Reply: map of flags, redirect and prefixes. */
  Reply info(ClientSession client, Args args) {
    ClientTracking mine = client.tracking();
    TrackingMode mode = mine.mode();
    List<Reply> flags = new ArrayList<>();
    List<Reply> prefixes = new ArrayList<>();
    if (mode == null) {
      flags.add(Replies.bulk("off"));
    } else {
      flags.add(Replies.bulk("on"));
      addIf(flags, mode.broadcast(), "bcast");
      addIf(flags, mode.optIn(), "optin");
      addIf(flags, mode.optIn() && mine.isCachingChosen(), "caching-yes");
      addIf(flags, mode.optOut(), "optout");
      addIf(flags, mode.optOut() && mine.isCachingChosen(), "caching-no");
      addIf(flags, mode.noLoop(), "noloop");
      addIf(flags, mine.isRedirectBroken(), "broken_redirect");
      mode.prefixes().forEach(prefix -> prefixes.add(Replies.bulk(prefix)));
    }
    return new Reply.MapOf(
        List.of(
            Replies.bulk("flags"),
            new Reply.SetOf(flags),
            Replies.bulk("redirect"),
            Replies.integer(client.redirection()),
            Replies.bulk("prefixes"),
            new Reply.Array(prefixes)));
  }

  private static void addIf(List<Reply> flags, boolean set, String word) {
    if (set) {
      flags.add(Replies.bulk(word));
    }
  }
}
