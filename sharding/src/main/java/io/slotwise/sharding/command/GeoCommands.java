package io.slotwise.sharding.command;

import static io.slotwise.protocol.command.CommandGroup.GEO;
import static io.slotwise.protocol.command.Flag.DENYOOM;
import static io.slotwise.protocol.command.Flag.READONLY;
import static io.slotwise.protocol.command.Flag.WRITE;
import static io.slotwise.protocol.command.KeySpec.Access.RO;
import static io.slotwise.protocol.command.KeySpec.Access.RW;
import static io.slotwise.protocol.command.KeySpec.Effect.ACCESS;
import static io.slotwise.protocol.command.KeySpec.Effect.UPDATE;
import static io.slotwise.sharding.api.CommandDef.command;
import static io.slotwise.sharding.api.CommandDef.range;

import io.slotwise.protocol.Args;
import io.slotwise.protocol.CommandError;
import io.slotwise.protocol.Errors;
import io.slotwise.protocol.Replies;
import io.slotwise.protocol.Reply;
import io.slotwise.protocol.command.AclCategory;
import io.slotwise.sharding.api.CommandDef;
import io.slotwise.sharding.api.Keyspace;
import io.slotwise.sharding.collection.SortedSet;
import io.slotwise.sharding.command.SortedSetAdd.Option;
import io.slotwise.sharding.command.SortedSetKeys.Element;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Places on earth, which are members of sorted sets: their scores are geohashes of 52 bits. */
final class GeoCommands {

  static final List<CommandDef> ALL =
      List.of(
          command("geoadd", GEO)
              .since("3.2.0")
              .arity(-5)
              .flags(WRITE, DENYOOM)
              .keys(range(1, 1, 1, RW, UPDATE))
              .acl(AclCategory.GEO)
              .onSlot(GeoCommands::geoadd),
          asked("geodist", -4).onSlot(GeoCommands::geodist),
          asked("geohash", -2).onSlot(GeoCommands::geohash),
          asked("geopos", -2).onSlot(GeoCommands::geopos));

  private static final Set<Option> OPTIONS = EnumSet.of(Option.NX, Option.XX, Option.CH);

  private static final int DISTANCE_DIGITS = 4;

  private GeoCommands() {}

  private static CommandDef.Builder asked(String name, int arity) {
    return command(name, GEO)
        .since("3.2.0")
        .arity(arity)
        .flags(READONLY)
        .keys(range(1, 1, 1, RO, ACCESS))
        .acl(AclCategory.GEO);
  }

  /**
   * {@code GEOADD key [NX|XX] [CH] longitude latitude member [longitude latitude member ...]}.
   * Reply and effects as of ZADD.
   *
   * <p>Errors, in order: syntax; of the places, not a valid float or an invalid pair; WRONGTYPE.
   */
  static Reply geoadd(Keyspace keys, Args args) {
    Set<Option> options = EnumSet.noneOf(Option.class);
    int at = 2;
    for (; at < args.count() && OPTIONS.contains(Option.of(args, at)); at++) {
      options.add(Option.of(args, at));
    }
    boolean clash = options.contains(Option.NX) && options.contains(Option.XX);
    if (at == args.count() || (args.count() - at) % 3 != 0 || clash) {
      throw new CommandError(Errors.syntax());
    }
    List<Element> elements = new ArrayList<>();
    for (; at < args.count(); at += 3) {
      elements.add(new Element(args.get(at + 2), GeoPoint.parse(args, at).toScore()));
    }
    return new SortedSetAdd(options, elements).run(keys, args.get(1));
  }

  /**
   * {@code GEODIST key member1 member2 [M|KM|FT|MI]}. Reply: bulk, with four digits behind the
   * point, or null where one of the members is missing. Errors: unsupported unit or syntax;
   * WRONGTYPE.
   */
  static Reply geodist(Keyspace keys, Args args) {
    if (args.count() > 5) {
      throw new CommandError(Errors.syntax());
    }
    GeoUnit unit = args.count() == 5 ? GeoUnit.of(args, 4) : GeoUnit.M;
    SortedSet set = SortedSetKeys.read(keys, args.get(1));
    GeoPoint from = GeoPoint.of(set, args.get(2));
    GeoPoint to = GeoPoint.of(set, args.get(3));
    return from == null || to == null
        ? Replies.NIL
        : distance(from.distanceMeters(to) / unit.meters());
  }

  /** A distance as replies have it. */
  static Reply distance(double distance) {
    BigDecimal rounded = new BigDecimal(distance).setScale(DISTANCE_DIGITS, RoundingMode.HALF_EVEN);
    return Replies.bulk(rounded.toPlainString());
  }

  /** {@code GEOHASH key [member ...]}. Reply: array of geohashes and nulls. Errors: WRONGTYPE. */
  static Reply geohash(Keyspace keys, Args args) {
    SortedSet set = SortedSetKeys.read(keys, args.get(1));
    List<Reply> replies = new ArrayList<>();
    for (int i = 2; i < args.count(); i++) {
      GeoPoint point = GeoPoint.of(set, args.get(i));
      replies.add(point == null ? Replies.NIL : Replies.bulk(GeoHash.text(point)));
    }
    return new Reply.Array(replies);
  }

  /**
   * {@code GEOPOS key [member ...]}. Reply: array of longitudes and latitudes, in an array each, or
   * null arrays. Errors: WRONGTYPE.
   */
  static Reply geopos(Keyspace keys, Args args) {
    SortedSet set = SortedSetKeys.read(keys, args.get(1));
    List<Reply> replies = new ArrayList<>();
    for (int i = 2; i < args.count(); i++) {
      GeoPoint point = GeoPoint.of(set, args.get(i));
      replies.add(point == null ? Replies.NIL_ARRAY : point.toReply());
    }
    return new Reply.Array(replies);
  }
}
