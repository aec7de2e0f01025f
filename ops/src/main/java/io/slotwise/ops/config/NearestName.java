package io.slotwise.ops.config;

import java.util.Collection;

/** Finds the name that somebody probably meant. */
public final class NearestName {

  private NearestName() {}

  /** The known name with the fewest changed letters, or null when none is near. */
  public static String of(String given, Collection<String> known) {
    String nearest = null;
    int fewest = Math.max(1, given.length() / 3) + 1;
    for (String name : known) {
      int distance = distance(given, name);
      if (distance < fewest) {
        fewest = distance;
        nearest = name;
      }
    }
    return nearest;
  }

  /** Letters to insert, delete, replace or swap with their neighbour to get from a to b. */
  private static int distance(String a, String b) {
    int[][] rows = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        if (i == 0 || j == 0) {
          rows[i][j] = i + j;
          continue;
        }
        int replace = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
        rows[i][j] =
            Math.min(rows[i - 1][j - 1] + replace, 1 + Math.min(rows[i - 1][j], rows[i][j - 1]));
        if (i > 1
            && j > 1
            && a.charAt(i - 1) == b.charAt(j - 2)
            && a.charAt(i - 2) == b.charAt(j - 1)) {
          rows[i][j] = Math.min(rows[i][j], 1 + rows[i - 2][j - 2]);
        }
      }
    }
    return rows[a.length()][b.length()];
  }
}
