package io.slotwise.it.clients;

import io.slotwise.it.harness.Commands;
import io.slotwise.it.harness.ItPaths;
import io.slotwise.it.harness.Loud;
import io.slotwise.it.harness.RedisOracle;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/**
 * The programs in {@code resources/clients} with the packages that they import, as npm delivers
 * them: all of that goes to {@code target/clients}.
 */
final class JavaScriptPrograms {

  private static final Path HOME = ItPaths.module().resolve("target/clients");
  private static final List<String> PACKAGES = List.of("redis", "ioredis", "bullmq", "redlock");

  private static String obstacle;

  private JavaScriptPrograms() {}

  /** What keeps them from running here, which is said loudly once; or empty. */
  static synchronized String obstacle() {
    if (obstacle == null) {
      obstacle = tryToInstall();
      if (!obstacle.isEmpty()) {
        Loud.say("JAVASCRIPT CLIENTS AND LIBRARIES ARE NOT TESTED: " + obstacle);
      }
    }
    return obstacle;
  }

  private static String tryToInstall() {
    if (RedisOracle.onPath("node").isEmpty() || RedisOracle.onPath("npm").isEmpty()) {
      return "node and npm (20 or newer) are not on the PATH";
    }
    copyPrograms();
    if (PACKAGES.stream()
        .allMatch(name -> Files.isDirectory(HOME.resolve("node_modules").resolve(name)))) {
      return "";
    }
    Commands.Result installed =
        Commands.run(
            new ProcessBuilder("npm", "install", "--no-audit", "--no-fund", "--loglevel=error")
                .directory(HOME.toFile()),
            "",
            Duration.ofSeconds(120));
    return installed.succeeded() ? "" : "npm install answered " + installed.output().strip();
  }

  private static void copyPrograms() {
    Path sources = ItPaths.module().resolve("src/test/resources/clients");
    try (Stream<Path> files = Files.list(sources)) {
      Files.createDirectories(HOME);
      for (Path file : files.toList()) {
        Path copy = HOME.resolve(file.getFileName());
        Files.copy(file, copy, StandardCopyOption.REPLACE_EXISTING);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Runs one to its end against a port. */
  static Commands.Result run(String program, int port) {
    return Commands.run(
        new ProcessBuilder("node", program + ".js", Integer.toString(port))
            .directory(HOME.toFile()),
        "",
        Duration.ofSeconds(60));
  }
}
