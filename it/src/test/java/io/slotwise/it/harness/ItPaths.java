package io.slotwise.it.harness;

import java.nio.file.Files;
import java.nio.file.Path;

/** Where things are in the source tree, whatever folder the tests were started from. */
public final class ItPaths {

  private ItPaths() {}

  /** The root of the project. */
  public static Path root() {
    Path at = Path.of("").toAbsolutePath();
    while (at != null && !Files.isDirectory(at.resolve("it/src/test/resources/differential"))) {
      at = at.getParent();
    }
    if (at == null) {
      throw new IllegalStateException("not started from within the project");
    }
    return at;
  }

  /** The folder of this module. */
  public static Path module() {
    return root().resolve("it");
  }

  /** The start script of the packaged distribution. Throws, saying what to do, without one. */
  public static Path distribution() {
    Path script = root().resolve("node/target/slotwise/bin/slotwise");
    if (!Files.isExecutable(script)) {
      throw new IllegalStateException(
          script
              + " is not there. The tests of this module run the packaged distribution: build it"
              + " with `mvn -DskipTests package`, or run `mvn verify`, which builds it first.");
    }
    return script;
  }
}
