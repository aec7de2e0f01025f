package io.slotwise.sharding.command;

import io.slotwise.sharding.collection.ElementEdge;
import io.slotwise.sharding.collection.ElementRange;
import java.util.ArrayList;
import java.util.List;

/**
 * What is searched: a circle, or a box whose sides are parallels and meridians. It is covered by at
 * most nine cells of a grid, the one with the center and its neighbours, in Redis's order: that is
 * the order of a reply that is not sorted.
 *
 * @param halfWidthMeters from the center to the side; of a circle the radius
 * @param halfHeightMeters the same upwards
 */
record GeoShape(
    GeoPoint center, boolean isCircle, double halfWidthMeters, double halfHeightMeters) {

  /** Half the length of the equator on the map. */
  private static final double MAP_METERS_MAX = 20037726.37;

  private static final double FAR_NORTH = 66;
  private static final double FARTHEST_NORTH = 80;

  /** Redis's order of neighbours: steps to the east and to the north. */
  private static final int[][] NEIGHBORS = {
    {0, 0}, {0, 1}, {0, -1}, {1, 0}, {-1, 0}, {1, 1}, {-1, 1}, {1, -1}, {-1, -1}
  };

  static GeoShape circle(GeoPoint center, double radiusMeters) {
    return new GeoShape(center, true, radiusMeters, radiusMeters);
  }

  static GeoShape box(GeoPoint center, double widthMeters, double heightMeters) {
    return new GeoShape(center, false, widthMeters / 2, heightMeters / 2);
  }

  /** How far the point is from the center, or NaN when it is outside. */
  double distanceMeters(GeoPoint point) {
    if (!isCircle && !isInBox(point)) {
      return Double.NaN;
    }
    double distance = center.distanceMeters(point);
    return isCircle && distance > halfWidthMeters ? Double.NaN : distance;
  }

  private boolean isInBox(GeoPoint point) {
    GeoPoint onMeridian = new GeoPoint(center.longitude(), point.latitude());
    return point.distanceMeters(onMeridian) <= halfWidthMeters
        && onMeridian.distanceMeters(center) <= halfHeightMeters;
  }

  /** The scores of all points that may be inside, cell by cell. */
  List<ElementRange> scores() {
    GeoHash.Area bounds = bounds();
    int step = step();
    GeoHash middle = GeoHash.of(center, step);
    if (step > 1 && !reaches(middle, bounds)) {
      step--;
      middle = GeoHash.of(center, step);
    }
    GeoHash.Area area = middle.area();
    List<ElementRange> ranges = new ArrayList<>();
    GeoHash last = null;
    for (int[] way : NEIGHBORS) {
      GeoHash cell = middle.neighbor(way[0], way[1]);
      boolean isUseless = step >= 2 && isUseless(way, area, bounds);
      // A very large shape has one neighbour on both sides.
      if (!isUseless && !cell.equals(last)) {
        ranges.add(
            new ElementRange(
                ElementEdge.ofScore(cell.firstScore(), false),
                ElementEdge.ofScore(cell.firstScoreBehind(), false)));
        last = cell;
      }
    }
    return ranges;
  }

  /** The steps of a grid whose cells are about as large as the shape. */
  private int step() {
    double meters =
        isCircle
            ? halfWidthMeters
            : Math.sqrt(halfWidthMeters * halfWidthMeters + halfHeightMeters * halfHeightMeters);
    if (meters == 0) {
      return GeoHash.STEP_MAX;
    }
    int step = -1;
    for (; meters < MAP_METERS_MAX; meters *= 2) {
      step++;
    }
    double latitude = Math.abs(center.latitude());
    if (latitude > FAR_NORTH) {
      step--;
    }
    if (latitude > FARTHEST_NORTH) {
      step--;
    }
    return Math.max(1, Math.min(GeoHash.STEP_MAX, step));
  }

  private GeoHash.Area bounds() {
    double latitude = center.latitude();
    double longitude = center.longitude();
    double up = GeoPoint.degrees(halfHeightMeters / GeoPoint.EARTH_RADIUS_METERS);
    // The shape is widest in degrees where it is nearest to a pole.
    double widest = latitude < 0 ? latitude - up : latitude + up;
    double aside =
        GeoPoint.degrees(
            halfWidthMeters / GeoPoint.EARTH_RADIUS_METERS / Math.cos(GeoPoint.radians(widest)));
    return new GeoHash.Area(longitude - aside, longitude + aside, latitude - up, latitude + up);
  }

  /** Whether the cells beside the one in the middle go as far as the shape does. */
  private static boolean reaches(GeoHash middle, GeoHash.Area bounds) {
    return middle.neighbor(0, 1).area().north() >= bounds.north()
        && middle.neighbor(0, -1).area().south() <= bounds.south()
        && middle.neighbor(1, 0).area().east() >= bounds.east()
        && middle.neighbor(-1, 0).area().west() <= bounds.west();
  }

  /** Whether the shape does not go beyond the middle cell on the way to a neighbour. */
  private static boolean isUseless(int[] way, GeoHash.Area middle, GeoHash.Area bounds) {
    return way[1] < 0 && middle.south() < bounds.south()
        || way[1] > 0 && middle.north() > bounds.north()
        || way[0] < 0 && middle.west() < bounds.west()
        || way[0] > 0 && middle.east() > bounds.east();
  }
}
