package io.slotwise.sharding.command;

import static io.slotwise.protocol.command.CommandGroup.GEO;
import static io.slotwise.protocol.command.Flag.DENYOOM;
import static io.slotwise.protocol.command.Flag.READONLY;
import static io.slotwise.protocol.command.Flag.WRITE;
import static io.slotwise.protocol.command.KeySpec.Access.OW;
import static io.slotwise.protocol.command.KeySpec.Access.RO;
import static io.slotwise.protocol.command.KeySpec.Effect.ACCESS;
import static io.slotwise.protocol.command.KeySpec.Effect.UPDATE;
import static io.slotwise.sharding.api.CommandDef.command;
import static io.slotwise.sharding.api.CommandDef.range;

import io.slotwise.protocol.Args;
import io.slotwise.protocol.Reply;
import io.slotwise.protocol.command.AclCategory;
import io.slotwise.protocol.command.KeySpec;
import io.slotwise.sharding.api.CommandDef;
import io.slotwise.sharding.api.Keyspace;
import io.slotwise.sharding.command.GeoSearch.Form;
import java.util.EnumSet;
import java.util.List;

/** Searches for places in a circle or a box. */
final class GeoSearchCommands {

  static final List<CommandDef> ALL =
      List.of(
          shown("geosearch", "6.2.0", -7).onSlot(GeoSearchCommands::geosearch),
          command("geosearchstore", GEO)
              .since("6.2.0")
              .arity(-8)
              .flags(WRITE, DENYOOM)
              .keys(range(1, 1, 1, OW, UPDATE), range(2, 2, 1, RO, ACCESS))
              .acl(AclCategory.GEO)
              .onSlot(GeoSearchCommands::geosearchstore),
          storing("georadius", -6).onSlot(GeoSearchCommands::georadius),
          storing("georadiusbymember", -5).onSlot(GeoSearchCommands::georadiusbymember),
          shown("georadius_ro", "3.2.10", -6).onSlot(GeoSearchCommands::georadiusRo),
          shown("georadiusbymember_ro", "3.2.10", -5)
              .onSlot(GeoSearchCommands::georadiusbymemberRo));

  private GeoSearchCommands() {}

  private static CommandDef.Builder shown(String name, String since, int arity) {
    return command(name, GEO)
        .since(since)
        .arity(arity)
        .flags(READONLY)
        .keys(range(1, 1, 1, RO, ACCESS))
        .acl(AclCategory.GEO);
  }

  private static CommandDef.Builder storing(String name, int arity) {
    return command(name, GEO)
        .since("3.2.0")
        .arity(arity)
        .flags(WRITE, DENYOOM)
        .keys(range(1, 1, 1, RO, ACCESS), behind("STORE", -arity), behind("STOREDIST", -arity))
        .acl(AclCategory.GEO);
  }

  private static KeySpec behind(String keyword, int searchFrom) {
    return new KeySpec.AfterKeyword(keyword, searchFrom, 0, 1, 0, OW, EnumSet.of(UPDATE));
  }

  /**
   * {@code GEOSEARCH key FROMMEMBER member|FROMLONLAT longitude latitude BYRADIUS radius unit|BYBOX
   * width height unit [ASC|DESC] [COUNT n [ANY]] [WITHCOORD] [WITHDIST] [WITHHASH]}. Reply: array
   * of members; with more to tell, of arrays of member, distance, hash and coordinates. COUNT
   * without ANY takes the nearest.
   *
   * <p>Errors, in order: WRONGTYPE; of the options as they stand, syntax, a missing member, a
   * number or a unit; neither member nor point; neither circle nor box; ANY without COUNT.
   */
  static Reply geosearch(Keyspace keys, Args args) {
    return GeoSearch.run(keys, args, Form.OPTIONS, false);
  }

  /**
   * {@code GEOSEARCHSTORE destination source ... [STOREDIST]}. As GEOSEARCH without WITH. Reply:
   * how many were stored, with their scores or with their distances as scores.
   *
   * <p>Effects: the destination is replaced, event {@code geosearchstore}, or deleted where there
   * is nothing to store.
   */
  static Reply geosearchstore(Keyspace keys, Args args) {
    return GeoSearch.run(keys, args, Form.STORED_OPTIONS, false);
  }

  /**
   * {@code GEORADIUS key longitude latitude radius unit [WITHCOORD] [WITHDIST] [WITHHASH] [COUNT n
   * [ANY]] [ASC|DESC] [STORE key|STOREDIST key]}. As GEOSEARCH around a point, or GEOSEARCHSTORE
   * with the event {@code georadiusstore}.
   */
  static Reply georadius(Keyspace keys, Args args) {
    return GeoSearch.run(keys, args, Form.AROUND_POINT, true);
  }

  /** {@code GEORADIUSBYMEMBER key member radius unit ...}. As GEORADIUS around a member. */
  static Reply georadiusbymember(Keyspace keys, Args args) {
    return GeoSearch.run(keys, args, Form.AROUND_MEMBER, true);
  }

  /** {@code GEORADIUS_RO key longitude latitude radius unit ...}. As GEORADIUS without STORE. */
  static Reply georadiusRo(Keyspace keys, Args args) {
    return GeoSearch.run(keys, args, Form.AROUND_POINT, false);
  }

  /** {@code GEORADIUSBYMEMBER_RO key member radius unit ...}. As GEORADIUS_RO around a member. */
  static Reply georadiusbymemberRo(Keyspace keys, Args args) {
    return GeoSearch.run(keys, args, Form.AROUND_MEMBER, false);
  }
}
