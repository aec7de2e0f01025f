package io.slotwise.sharding.command;

import io.slotwise.protocol.Args;
import io.slotwise.protocol.Bytes;
import io.slotwise.protocol.CommandError;
import io.slotwise.protocol.Errors;
import io.slotwise.protocol.Replies;
import io.slotwise.protocol.Reply;
import io.slotwise.sharding.collection.SortedSet;
import java.math.BigDecimal;
import java.math.RoundingMode;

/** A place on earth, in degrees. */
record GeoPoint(double longitude, double latitude) {

  /** Redis's radius of the earth, which is taken for a sphere. */
  static final double EARTH_RADIUS_METERS = 6372797.560856;

  static final double LONGITUDE_MAX = 180;

  /** Where the square map of the geohash ends. */
  static final double LATITUDE_MAX = 85.05112878;

  private static final double RADIANS = Math.PI / 180;

  /** Fractions of a degree as C's {@code %f} prints them. */
  private static final int SHOWN_DIGITS = 6;

  /** The two arguments from an index on. Errors: not a valid float; invalid pair. */
  static GeoPoint parse(Args args, int at) {
    double longitude = SortedSetAdd.score(args, at);
    double latitude = SortedSetAdd.score(args, at + 1);
    if (Math.abs(longitude) > LONGITUDE_MAX || Math.abs(latitude) > LATITUDE_MAX) {
      String pair = shown(longitude) + "," + shown(latitude);
      throw new CommandError(Errors.err("invalid longitude,latitude pair " + pair));
    }
    return new GeoPoint(longitude, latitude);
  }

  private static String shown(double degrees) {
    if (Double.isInfinite(degrees)) {
      return degrees > 0 ? "inf" : "-inf";
    }
    String sign = degrees < 0 || 1 / degrees < 0 ? "-" : "";
    BigDecimal size = new BigDecimal(Math.abs(degrees));
    return sign + size.setScale(SHOWN_DIGITS, RoundingMode.HALF_EVEN).toPlainString();
  }

  /** Where the score of a member says that it is: the middle of a cell of the finest grid. */
  static GeoPoint ofScore(double score) {
    return GeoHash.ofScore(score).area().center();
  }

  /** Where a member of a sorted set is, or null without it. */
  static GeoPoint of(SortedSet set, Bytes member) {
    double score = set == null ? Double.NaN : set.score(member);
    return Double.isNaN(score) ? null : ofScore(score);
  }

  /** The score of a member that is here. */
  double toScore() {
    return GeoHash.of(this, GeoHash.STEP_MAX).bits();
  }

  static double radians(double degrees) {
    return degrees * RADIANS;
  }

  static double degrees(double radians) {
    return radians / RADIANS;
  }

  /** The way on a great circle, by the haversine formula. */
  double distanceMeters(GeoPoint that) {
    double latitudeHere = radians(latitude);
    double latitudeThere = radians(that.latitude);
    double u = Math.sin((latitudeThere - latitudeHere) / 2);
    double v = Math.sin((radians(that.longitude) - radians(longitude)) / 2);
    double a = u * u + Math.cos(latitudeHere) * Math.cos(latitudeThere) * v * v;
    return 2.0 * EARTH_RADIUS_METERS * Math.asin(Math.sqrt(a));
  }

  /** Longitude and latitude, in an array. */
  Reply toReply() {
    return Replies.array(new Reply.Dbl(longitude, true), new Reply.Dbl(latitude, true));
  }
}
