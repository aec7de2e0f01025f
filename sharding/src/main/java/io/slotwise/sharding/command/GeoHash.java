package io.slotwise.sharding.command;

import io.slotwise.protocol.Bytes;
import java.nio.charset.StandardCharsets;

/**
 * A cell of a grid on the map: each step halves it in both directions, and the bits say which half,
 * of latitude and longitude in turn, longitude in the higher bit of each pair. Cells that are near
 * each other mostly have numbers that are near each other, which is why places can be found in a
 * sorted set.
 *
 * @param bits twice as many as there are steps; one more where the map ends
 */
record GeoHash(long bits, int step) {

  /** The steps of a score: 52 bits, which a double holds exactly. */
  static final int STEP_MAX = 26;

  private static final int SCORE_BITS = 2 * STEP_MAX;

  private static final long LATITUDE_BITS = 0x5555555555555555L;
  private static final long LONGITUDE_BITS = LATITUDE_BITS << 1;

  /** Of the usual text form, whose map reaches to the poles. */
  private static final double LATITUDE_MAX_OF_TEXT = 90;

  private static final String ALPHABET = "0123456789bcdefghjkmnpqrstuvwxyz";
  private static final int TEXT_CHARS = 11;
  private static final int BITS_PER_CHAR = 5;

  private static final double TWO_TO_63 = 0x1p63;

  /** The part of the map that a cell covers, in degrees. */
  record Area(double west, double east, double south, double north) {

    GeoPoint center() {
      return new GeoPoint(
          within((west + east) / 2, GeoPoint.LONGITUDE_MAX),
          within((south + north) / 2, GeoPoint.LATITUDE_MAX));
    }

    private static double within(double degrees, double most) {
      return Math.max(-most, Math.min(most, degrees));
    }
  }

  /** The cell that the point is in. */
  static GeoHash of(GeoPoint point, int step) {
    return of(point, step, GeoPoint.LATITUDE_MAX);
  }

  private static GeoHash of(GeoPoint point, int step, double latitudeMax) {
    double latitude = (point.latitude() + latitudeMax) / (2 * latitudeMax);
    double longitude = (point.longitude() + GeoPoint.LONGITUDE_MAX) / (2 * GeoPoint.LONGITUDE_MAX);
    long cells = 1L << step;
    long bits = spread((long) (latitude * cells)) | spread((long) (longitude * cells)) << 1;
    return new GeoHash(bits, step);
  }

  /** The cell that the score of a member stands for, converted as C on x86-64 does it. */
  static GeoHash ofScore(double score) {
    if (score < TWO_TO_63) {
      return new GeoHash((long) score, STEP_MAX);
    }
    double rest = score - TWO_TO_63;
    return new GeoHash(rest < TWO_TO_63 ? (long) rest ^ Long.MIN_VALUE : 0, STEP_MAX);
  }

  Area area() {
    double cells = 1L << step;
    double height = GeoPoint.LATITUDE_MAX * 2;
    double width = GeoPoint.LONGITUDE_MAX * 2;
    long row = gathered(bits);
    long column = gathered(bits >>> 1);
    // As in C, where the number of the next cell wraps around.
    long nextRow = row + 1 & 0xffffffffL;
    long nextColumn = column + 1 & 0xffffffffL;
    return new Area(
        column / cells * width - GeoPoint.LONGITUDE_MAX,
        nextColumn / cells * width - GeoPoint.LONGITUDE_MAX,
        row / cells * height - GeoPoint.LATITUDE_MAX,
        nextRow / cells * height - GeoPoint.LATITUDE_MAX);
  }

  /** The cell beside this one; the map has no ends. */
  GeoHash neighbor(int eastwards, int northwards) {
    long mask = -1L >>> 64 - 2 * step;
    long longitude = moved(bits, LONGITUDE_BITS, eastwards, mask);
    long latitude = moved(bits, LATITUDE_BITS, northwards, mask);
    return new GeoHash(longitude | latitude, step);
  }

  /** Counts up or down in every second bit: ones in between let the carry through. */
  private static long moved(long bits, long own, int by, long mask) {
    long filled = ~own & mask;
    if (by > 0) {
      return (bits & own) + filled + 1 & own & mask;
    }
    return by < 0 ? (bits & own | filled) - (filled + 1) & own & mask : bits & own;
  }

  /** The least score of a point in this cell; that of the cell behind it is out of it. */
  double firstScore() {
    return unsigned(bits << SCORE_BITS - 2 * step);
  }

  double firstScoreBehind() {
    return unsigned(bits + 1 << SCORE_BITS - 2 * step);
  }

  private static double unsigned(long bits) {
    return bits >= 0 ? bits : (bits >>> 1 | bits & 1) * 2.0;
  }

  /** The usual text form of a place, eleven characters. */
  static Bytes text(GeoPoint point) {
    long bits = of(point, STEP_MAX, LATITUDE_MAX_OF_TEXT).bits;
    StringBuilder text = new StringBuilder(TEXT_CHARS);
    for (int i = 1; i < TEXT_CHARS; i++) {
      int index = (int) (bits >>> SCORE_BITS - i * BITS_PER_CHAR) & (1 << BITS_PER_CHAR) - 1;
      text.append(ALPHABET.charAt(index));
    }
    // 52 bits are ten characters and two bits, which Redis leaves out.
    text.append(ALPHABET.charAt(0));
    return Bytes.wrap(text.toString().getBytes(StandardCharsets.US_ASCII));
  }

  /** Puts the low 32 bits into every second bit. */
  private static long spread(long number) {
    long x = number & 0xffffffffL;
    x = (x | x << 16) & 0x0000ffff0000ffffL;
    x = (x | x << 8) & 0x00ff00ff00ff00ffL;
    x = (x | x << 4) & 0x0f0f0f0f0f0f0f0fL;
    x = (x | x << 2) & 0x3333333333333333L;
    return (x | x << 1) & LATITUDE_BITS;
  }

  /** Takes every second bit. */
  private static long gathered(long number) {
    long x = number & LATITUDE_BITS;
    x = (x | x >>> 1) & 0x3333333333333333L;
    x = (x | x >>> 2) & 0x0f0f0f0f0f0f0f0fL;
    x = (x | x >>> 4) & 0x00ff00ff00ff00ffL;
    x = (x | x >>> 8) & 0x0000ffff0000ffffL;
    return (x | x >>> 16) & 0xffffffffL;
  }
}
