package io.slotwise.it.quality;

import io.slotwise.it.harness.ItPaths;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;

/**
 * The exceptions to the rules of {@link TidyTest}: lines of {@code rule | part of the finding |
 * reason}.
 */
final class Ratchet {

  private Ratchet() {}

  /** The parts of findings that this rule lets pass. */
  static List<String> excusesFor(String rule) throws IOException {
    return Files.readAllLines(ItPaths.root().resolve("ops/quality/ratchet.txt")).stream()
        .filter(line -> !line.isBlank() && !line.startsWith("#"))
        .map(Ratchet::parts)
        .filter(parts -> parts[0].strip().equals(rule))
        .map(parts -> parts[1].strip())
        .toList();
  }

  private static String[] parts(String line) {
    String[] parts = line.split("\\|");
    if (parts.length != 3 || parts[2].isBlank()) {
      throw new IllegalStateException("ratchet.txt wants `rule | where | reason`: " + line);
    }
    return parts;
  }
}
