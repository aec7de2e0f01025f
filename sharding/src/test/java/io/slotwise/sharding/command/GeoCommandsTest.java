package io.slotwise.sharding.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Places on earth, put in, shown and searched. */
class GeoCommandsTest extends HandlerTest {

  private static final String WRONG_TYPE =
      "WRONGTYPE Operation against a key holding the wrong kind of value";
  private static final String SYNTAX = "ERR syntax error";
  private static final String NOT_FLOAT = "ERR value is not a valid float";
  private static final String UNIT = "ERR unsupported unit provided. please use M, KM, FT, MI";
  private static final String NO_MEMBER = "ERR could not decode requested zset member";

  @BeforeEach
  void someSets() {
    given("GEOADD g 13.361389 38.115556 Palermo 15.087269 37.502669 Catania");
    givenList("list");
    forgetEvents();
  }

  private void forgetEvents() {
    handlers().keyspace().drainEvents();
    if (redis() != null) {
      redis().drainEvents();
    }
  }

  @Test
  void placesAreAddedAsScores() {
    expect("ZSCORE g Palermo", "\"3479099956230698\"");
    expectInteger("GEOADD g CH 13.4 38.1 Palermo 2 49 Paris", 2);
    expectInteger("GEOADD g NX 0 0 Palermo 1 1 x", 1);
    expectInteger("GEOADD g XX CH 0 0 Palermo 1 1 y", 1);
    expectInteger("GEOADD h 180 85.05112878 a -180 -85.05112878 b 0 0 c", 3);
    expect(
        "GEOPOS h a b c",
        "[[\"180\", \"85.05112877980659628\"], [\"-179.99999731779098511\", \"-85.05112751234006\"], [\"0.00000268220901489\", \"0.00000126736058093\"]]"
            .replace("\"180\", \"85.05112877980659628\"", position("h", "a"))
            .replace("\"-179.99999731779098511\", \"-85.05112751234006\"", position("h", "b")));
    given("ZRANGE h 0 -1 WITHSCORES");
    given("GEOHASH h a b c");
    given("GEODIST h a b");
    expectEvents("0:zadd:g", "0:zadd:g", "0:zadd:g", "0:new:h", "0:zadd:h");
  }

  private String position(String key, String member) {
    return handlers().text("GEOPOS " + key + " " + member).replaceAll("[\\[\\]]", "");
  }

  @Test
  void errorsOfGeoaddComeInOrder() {
    expectError("GEOADD list 1 2", "ERR wrong number of arguments for 'geoadd' command");
    expectError("GEOADD list NX XX x y z", SYNTAX);
    expectError("GEOADD list NX XX NX", SYNTAX);
    expectError("GEOADD list GT 1 1", SYNTAX.replace("syntax error", "value is not a valid float"));
    expectError("GEOADD list 1 1 a 2", SYNTAX);
    expectError("GEOADD list x 1 a", NOT_FLOAT);
    expectError("GEOADD list 1 nan a", NOT_FLOAT);
    expectError("GEOADD list 180.1 1 a", "ERR invalid longitude,latitude pair 180.100000,1.000000");
    expectError("GEOADD list -0 -86 a", "ERR invalid longitude,latitude pair -0.000000,-86.000000");
    expectError(
        "GEOADD list inf 1e20 a",
        "ERR invalid longitude,latitude pair inf,100000000000000000000.000000");
    expectError("GEOADD list 1 1 a", WRONG_TYPE);
  }

  @Test
  void placesAreShown() {
    expect("GEODIST g Palermo Catania", "\"166274.1516\"");
    expect("GEODIST g Palermo Catania km", "\"166.2742\"");
    expect("GEODIST g Palermo Catania FT", "\"545518.8700\"");
    expect("GEODIST g Palermo Catania Mi", "\"103.3182\"");
    expect("GEODIST g Palermo Palermo", "\"0.0000\"");
    expect("GEODIST g Palermo x", "(nil)");
    expect("GEODIST missing Palermo x", "(nil)");
    expect("GEOHASH g Palermo x Catania", "[\"sqc8b49rny0\", (nil), \"sqdtr74hyu0\"]");
    expect("GEOHASH g", "[]");
    expect("GEOHASH missing a", "[(nil)]");
    expect(
        "GEOPOS g Palermo x",
        "[[\"13.36138933897018433\", \"38.11555639549629859\"], (nil array)]");
    expect("GEOPOS missing a", "[(nil array)]");
    expect("GEOPOS g", "[]");
    expectError("GEODIST list a b foo", UNIT);
    expectError("GEODIST list a b m x", SYNTAX);
    expectError("GEODIST list a b", WRONG_TYPE);
    expectError("GEOHASH list a", WRONG_TYPE);
    expectError("GEOPOS list", WRONG_TYPE);
  }

  @Test
  void scoresThatAreNoHashesAreShownToo() {
    given(
        "ZADD s -1 a 1.5 b 1e15 c 4503599627370496 d 1e19 e 1e30 f inf g -inf h 9.3e18 i -1e18 j");
    for (char member = 'a'; member <= 'j'; member++) {
      given("GEOPOS s " + member);
      given("GEOHASH s " + member);
      given("GEODIST s b " + member);
    }
    given("GEORADIUS s 0 0 30000 km");
  }

  @Test
  void searchesTellWhatTheyAreAskedFor() {
    expect("GEORADIUS g 15 37 200 km", "[\"Palermo\", \"Catania\"]");
    expect("GEORADIUS g 15 37 200 km ASC COUNT 1", "[\"Catania\"]");
    expect(
        "GEORADIUS g 15 37 200 km WITHDIST WITHHASH WITHCOORD DESC",
        "[[\"Palermo\", \"190.4424\", (integer) 3479099956230698, [\"13.36138933897018433\","
            + " \"38.11555639549629859\"]], [\"Catania\", \"56.4413\", (integer) 3479447370796909,"
            + " [\"15.08726745843887329\", \"37.50266842333162032\"]]]");
    given("GEOSEARCH g FROMLONLAT 15 37 BYBOX 400 400 km ASC WITHCOORD WITHDIST");
    given("GEOSEARCH g FROMMEMBER Palermo BYRADIUS 200 km");
    given("GEOSEARCH g FROMMEMBER Palermo FROMMEMBER Catania BYRADIUS 1 km BYRADIUS 2 m");
    given("GEOSEARCH g BYBOX 1 1 km BYBOX 400 400 km FROMLONLAT 0 0 FROMLONLAT 15 37");
    given("GEORADIUSBYMEMBER_RO g Palermo 200 km WITHDIST");
    given("GEORADIUS_RO g 15 37 0 km");
    given("GEORADIUS g 13.361389 38.115556 0 m");
    expect("GEORADIUSBYMEMBER missing x y z", "[]");
    expect("GEOSEARCH missing FROMMEMBER x BYRADIUS 1 km", "[]");
    expectEvents();
  }

  @Test
  void aSearchForAnyLooksNoFurtherThanItHasTo() {
    StringBuilder places = new StringBuilder("GEOADD many");
    for (int i = 0; i < 5000; i++) {
      places.append(" 13.4 38.1 member:").append(i);
    }
    given(places.toString());
    handlers().keyspace().drainVisitsMax();
    given("GEOSEARCH many FROMLONLAT 13.4 38.1 BYRADIUS 1 km COUNT 10 ANY");
    assertThat(handlers().keyspace().drainVisitsMax()).isEqualTo(10);
    given("GEOSEARCH many FROMLONLAT 13.4 38.1 BYRADIUS 1 km COUNT 200 ANY");
    assertThat(handlers().keyspace().drainVisitsMax()).isEqualTo(200);
    given("GEOSEARCH many FROMLONLAT 13.4 38.1 BYRADIUS 1 km COUNT 9223372036854775807 ANY");
    assertThat(handlers().keyspace().drainVisitsMax()).isEqualTo(5000);
    given("GEOSEARCH many FROMLONLAT 13.4 38.1 BYRADIUS 1 km");
    assertThat(handlers().keyspace().drainVisitsMax()).isEqualTo(5000);
  }

  @Test
  void searchesAreStored() {
    expectInteger("GEORADIUS g 15 37 200 km STORE d", 2);
    expect("GEOHASH d Palermo", "[\"sqc8b49rny0\"]");
    expectInteger("GEORADIUS g 15 37 100 km STORE x STORE d", 1);
    expectInteger("GEOSEARCHSTORE d g FROMMEMBER Palermo BYRADIUS 1 km STOREDIST", 1);
    expect("ZRANGE d 0 -1 WITHSCORES", "[\"Palermo\", \"0\"]");
    expectInteger("GEOSEARCHSTORE d g FROMLONLAT 0 0 BYRADIUS 1 km", 0);
    expectInteger("EXISTS d", 0);
    expectInteger("GEORADIUSBYMEMBER missing x y z STOREDIST list", 0);
    expectInteger("GEOSEARCHSTORE g g FROMLONLAT 15 37 BYRADIUS 100 km", 1);
    expectInteger("GEORADIUSBYMEMBER g Catania 1 km COUNT 1 STOREDIST new", 1);
    expectEvents(
        "0:new:d",
        "0:georadiusstore:d",
        "0:georadiusstore:d",
        "0:geosearchstore:d",
        "0:del:d",
        "0:del:list",
        "0:geosearchstore:g",
        "0:new:new",
        "0:georadiusstore:new");
  }

  @Test
  void errorsOfRadiusSearchesComeInOrder() {
    expectError("GEORADIUS list x 1 1 km", WRONG_TYPE);
    expectError("GEORADIUS g x 1 1 km", NOT_FLOAT);
    expectError(
        "GEORADIUS g 1 100 x km", "ERR invalid longitude,latitude pair 1.000000,100.000000");
    expectError("GEORADIUS g 1 1 x foo", "ERR need numeric radius");
    expectError("GEORADIUS g 1 1 -1 foo", "ERR radius cannot be negative");
    expectError("GEORADIUS g 1 1 1 foo", UNIT);
    expectError("GEORADIUS g 1 1 1 m foo", SYNTAX);
    expectError("GEORADIUS g 1 1 1 m COUNT x FOO", "ERR value is not an integer or out of range");
    expectError("GEORADIUS g 1 1 1 m COUNT 0 FOO", "ERR COUNT must be > 0");
    expectError("GEORADIUS g 1 1 1 m COUNT", SYNTAX);
    expectError("GEORADIUS g 1 1 1 m STORE", SYNTAX);
    expectError("GEORADIUS_RO g 1 1 1 m STORE d", SYNTAX);
    expectError("GEORADIUS g 1 1 1 m FROMMEMBER Palermo", SYNTAX);
    expectError("GEORADIUS g 1 1 1 m ANY", "ERR the ANY argument requires COUNT argument");
    expectError(
        "GEORADIUS g 1 1 1 m ANY STORE d WITHDIST",
        "ERR STORE option in GEORADIUS is not compatible with WITHDIST, WITHHASH and WITHCOORD options");
    expectError("GEORADIUS missing x 1 1 km", NOT_FLOAT);
    expectError("GEORADIUSBYMEMBER g x y z", NO_MEMBER);
    expectError("GEORADIUSBYMEMBER g Palermo y z", "ERR need numeric radius");
    expectError("GEORADIUSBYMEMBER missing x y z FOO", SYNTAX);
  }

  @Test
  void errorsOfSearchesComeInOrder() {
    expectError("GEOSEARCH list FOO x y z a", WRONG_TYPE);
    expectError("GEOSEARCH g FROMMEMBER x y z a", NO_MEMBER);
    expectError("GEOSEARCH g FROMMEMBER Palermo FROMLONLAT 1 1", SYNTAX);
    expectError("GEOSEARCH g FROMLONLAT 1 1 FROMMEMBER x", SYNTAX);
    expectError("GEOSEARCH missing FROMMEMBER x FROMLONLAT 1 1", SYNTAX);
    expectError("GEOSEARCH g BYRADIUS 1 m BYBOX 1 1 m", SYNTAX);
    expectError("GEOSEARCH g BYBOX 1 1 m BYRADIUS 1 m", SYNTAX);
    expectError("GEOSEARCH g BYBOX x y z WITHDIST", "ERR need numeric width");
    expectError("GEOSEARCH g BYBOX 1 y z WITHDIST", "ERR need numeric height");
    expectError("GEOSEARCH g BYBOX 1 -1 z WITHDIST", "ERR height or width cannot be negative");
    expectError("GEOSEARCH g BYBOX 1 1 z WITHDIST", UNIT);
    expectError(
        "GEOSEARCH g BYBOX 1 1 m WITHDIST",
        "ERR exactly one of FROMMEMBER or FROMLONLAT can be specified for GEOSEARCH");
    expectError(
        "geosearch g FROMLONLAT 1 1 ANY ASC",
        "ERR exactly one of BYRADIUS and BYBOX can be specified for geosearch");
    expectError("GEOSEARCH g FROMLONLAT 1 1 BYRADIUS 1 m STORE d", SYNTAX);
    expectError("GEOSEARCH g FROMLONLAT 1 1 BYRADIUS 1 m STOREDIST", SYNTAX);
    expectError(
        "GEOSEARCH g FROMLONLAT 1 1 BYRADIUS 1 m ANY",
        "ERR the ANY argument requires COUNT argument");
    expectError(
        "GEOSEARCHSTORE d g FROMLONLAT 1 1 BYRADIUS 1 m WITHDIST",
        "ERR GEOSEARCHSTORE is not compatible with WITHDIST, WITHHASH and WITHCOORD options");
    expectError("GEOSEARCHSTORE d list FROMLONLAT 1 1 BYRADIUS 1 m", WRONG_TYPE);
  }

  /** Without ASC and DESC too, where the order is that of the cells that are looked at. */
  @Test
  void manyPlacesAreFoundInTheOrderOfRedis() {
    Random random = new Random(11);
    for (int i = 0; i < 400; i++) {
      given("GEOADD many " + point(random) + " p" + i);
    }
    String[] units = {"m", "km", "mi", "ft"};
    for (int i = 0; i < 1500; i++) {
      double size = Math.pow(10, random.nextDouble() * 8);
      String unit = units[random.nextInt(4)];
      double width = size / (unit.equals("km") || unit.equals("mi") ? 1000 : 1);
      given(text("GEORADIUS many %s %.3f %s WITHDIST", point(random), width, unit));
      given(
          text(
              "GEOSEARCH many FROMMEMBER p%d BYBOX %.3f %.3f %s",
              random.nextInt(400), width, width * random.nextDouble() * 2, unit));
      given(
          text(
              "GEOSEARCH many FROMLONLAT %s BYRADIUS %.3f %s COUNT %d ANY",
              point(random), width, unit, 1 + random.nextInt(20)));
      given(
          text(
              "GEOSEARCH many FROMLONLAT %s BYRADIUS %.3f %s COUNT %d DESC WITHHASH",
              point(random), width, unit, 1 + random.nextInt(20)));
    }
  }

  private static String text(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }

  private static String point(Random random) {
    return text("%.5f %.5f", random.nextDouble() * 360 - 180, random.nextDouble() * 170 - 85);
  }
}
