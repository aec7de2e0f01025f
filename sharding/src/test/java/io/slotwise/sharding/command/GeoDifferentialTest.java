package io.slotwise.sharding.command;

import static java.util.Map.entry;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.condition.EnabledIf;

/**
 * Places on earth. Distances are compared as replies show them; as scores of what STOREDIST stores
 * they have all their digits, the last of which hangs on the machine's mathematics. A COUNT that is
 * too small for all has ANY: of places equally far away Redis's partial sort takes any.
 */
@EnabledIf("io.slotwise.sharding.command.RedisServer#isInstalled")
class GeoDifferentialTest extends RandomDifferential {

  private static final List<String> TEMPLATES =
      List.of(
          "geoadd K X Y M",
          "geoadd K X Y M X Y M X Y M",
          "geoadd K X Y M X Y M X Y M X Y M X Y M",
          "geoadd K O X Y M",
          "geoadd K O O X Y M X Y M",
          "geoadd K X Y",
          "geodist K M M (U)",
          "geohash K M M M",
          "geopos K M M",
          "georadius K X Y R U (withdist|withhash|withcoord|asc|desc|count C|count N any|foo)",
          "georadius K X Y R U (withdist|desc|count C)",
          "georadius K X Y R U (store Z|count C|asc|any|count N any)",
          "georadius_ro K X Y R U (withcoord|store Z|desc)",
          "georadiusbymember K M R U (withdist|withhash|asc|count C|count N any)",
          "georadiusbymember K M R U (store Z|storedist Z|desc)",
          "georadiusbymember_ro K M R U (withcoord|store Z)",
          "geosearch K fromlonlat X Y byradius R U (withdist|asc|desc|count C|count N any|bybox R R U)",
          "geosearch K fromlonlat X Y bybox R R U (withhash|asc|desc|count C|fromlonlat X Y)",
          "geosearch K frommember M bybox R R U (withcoord|asc|count C|count N any|fromlonlat X Y)",
          "geosearch K frommember M byradius R U (withdist|withcoord|desc|byradius R U)",
          "geosearch K byradius R U asc desc any",
          "geosearchstore Z K fromlonlat X Y byradius R U (asc|count C|storedist|withdist)",
          "geosearchstore Z K frommember M bybox R R U (desc|count C|count N any)",
          "zrem K M",
          "zcard Z",
          "zrange K 0 -1 withscores",
          "object encoding K",
          "del Z",
          "set x a");

  private static final Map<Character, String> CLASSES =
      Map.ofEntries(
          entry('K', "g|h|x"),
          entry('Z', "d"),
          entry(
              'X',
              "0|13.361389|15.087269|-0.1278|179.9999|-180|180|2.3522|-74.006|139.6917|18.4241|"
                  + "-120.5|13.4|13.3|181|abc|nan"),
          entry(
              'Y',
              "0|38.115556|37.502669|51.5074|-33.9249|85.05112878|-85.05112878|48.8566|40.7128|"
                  + "66.5|80.5|-70|38.1|38.2|86|abc"),
          entry('M', "a|b|c|d|e|f|g|i|j|k"),
          entry('O', "nx|xx|ch|gt|CH"),
          entry('R', "0|1|10|100.5|1000|5000|20000|100000|3e6|1e9|-1|abc"),
          entry('U', "m|km|ft|mi|KM|M|yd"),
          entry('C', "100|50|0|-1|abc"),
          entry('N', "1|2|3"));

  static final RandomCommands.Grammar GRAMMAR =
      new RandomCommands.Grammar(TEMPLATES, CLASSES, List.of("v"), List.of());

  GeoDifferentialTest() {
    super(GRAMMAR);
  }
}
