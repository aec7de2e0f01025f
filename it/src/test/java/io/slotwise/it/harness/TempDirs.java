package io.slotwise.it.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Folders of tests, all under {@code target/it} so that they can be looked at and cleaned. */
public final class TempDirs {

  private TempDirs() {}

  /** A new empty folder. */
  public static Path create(String prefix) {
    try {
      Path base = Files.createDirectories(ItPaths.module().resolve("target/it"));
      return Files.createTempDirectory(base, prefix + "-");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Removes a folder and what is in it. */
  public static void delete(Path dir) {
    try (Stream<Path> tree = Files.walk(dir)) {
      List<Path> deepestFirst = tree.sorted(Comparator.reverseOrder()).toList();
      for (Path path : deepestFirst) {
        Files.deleteIfExists(path);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
