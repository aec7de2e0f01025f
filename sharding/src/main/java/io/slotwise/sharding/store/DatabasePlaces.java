package io.slotwise.sharding.store;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Where in the store each logical database lies. Tables, the disk and the log know places only, so
 * that SWAPDB changes two numbers and moves nothing. Changed while all turns are held, and read in
 * a turn, or by who can do with either.
 */
final class DatabasePlaces {

  private volatile byte[] places;

  /** Each at its own number. */
  DatabasePlaces(int databases) {
    places = asNumbered(databases);
  }

  private static byte[] asNumbered(int databases) {
    byte[] places = new byte[databases];
    for (int i = 0; i < databases; i++) {
      places[i] = (byte) i;
    }
    return places;
  }

  /** Where a database lies. */
  int of(int database) {
    return places[database] & 0xff;
  }

  /** Whether SWAPDB has put any of them elsewhere than at its own number. */
  boolean areSwapped() {
    byte[] now = places;
    for (int i = 0; i < now.length; i++) {
      if ((now[i] & 0xff) != i) {
        return true;
      }
    }
    return false;
  }

  /** Which database lies there. */
  int databaseAt(int place) {
    byte[] now = places;
    int database = 0;
    while ((now[database] & 0xff) != place) {
      database++;
    }
    return database;
  }

  /** All places by database, each in a byte. */
  byte[] toArray() {
    return places.clone();
  }

  /**
   * Takes over what {@link #toArray} once gave.
   *
   * @throws StoreUnusableException if that was of another number of databases
   */
  void set(byte[] newPlaces) {
    if (newPlaces.length != places.length) {
      throw new StoreUnusableException(
          "the data folder has "
              + newPlaces.length
              + " databases of which some have been swapped: set slotwise.store.databases to that");
    }
    places = newPlaces.clone();
  }

  /** The same as {@link #toArray}; empty where each is at its own number. */
  List<Integer> toList() {
    byte[] now = places;
    return Arrays.equals(now, asNumbered(now.length))
        ? List.of()
        : IntStream.range(0, now.length).mapToObj(database -> now[database] & 0xff).toList();
  }

  /** Takes over what {@link #toList} once gave, as {@link #set(byte[])} does. */
  void set(List<Integer> newPlaces) {
    byte[] bytes = new byte[newPlaces.size()];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = newPlaces.get(i).byteValue();
    }
    set(bytes.length == 0 ? asNumbered(places.length) : bytes);
  }

  /** How the places would be with two databases swapped. */
  byte[] swapped(int first, int second) {
    byte[] swapped = places.clone();
    swapped[first] = places[second];
    swapped[second] = places[first];
    return swapped;
  }
}
