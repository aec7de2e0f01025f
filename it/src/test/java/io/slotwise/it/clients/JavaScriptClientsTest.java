package io.slotwise.it.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.slotwise.it.harness.Commands;
import io.slotwise.it.harness.ItPaths;
import io.slotwise.it.harness.Loud;
import io.slotwise.it.harness.RedisOracle;
import io.slotwise.it.harness.Servers;
import io.slotwise.it.harness.TestServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * node-redis and ioredis, as npm delivers them, connect with their defaults and work: handshake,
 * every basic group, pipelines, a reconnect after CLIENT KILL. The packages go to {@code
 * target/clients}; without node, npm or a registry that answers, this says so and is skipped.
 */
class JavaScriptClientsTest {

  private static final Path HOME = ItPaths.module().resolve("target/clients");

  private static String obstacle;

  @BeforeAll
  static void install() throws IOException {
    obstacle = tryToInstall();
    if (!obstacle.isEmpty()) {
      Loud.say("NODE-REDIS AND IOREDIS ARE NOT TESTED: " + obstacle);
    }
  }

  private static String tryToInstall() throws IOException {
    if (RedisOracle.onPath("node").isEmpty() || RedisOracle.onPath("npm").isEmpty()) {
      return "node and npm (20 or newer) are not on the PATH";
    }
    Path sources = ItPaths.module().resolve("src/test/resources/clients");
    Files.createDirectories(HOME);
    try (Stream<Path> files = Files.list(sources)) {
      for (Path file : files.toList()) {
        Path copy = HOME.resolve(file.getFileName());
        Files.copy(file, copy, StandardCopyOption.REPLACE_EXISTING);
      }
    }
    if (Files.isDirectory(HOME.resolve("node_modules/redis"))
        && Files.isDirectory(HOME.resolve("node_modules/ioredis"))) {
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

  @ParameterizedTest
  @ValueSource(strings = {"node-redis", "ioredis"})
  void worksWithItsDefaults(String client) {
    assumeTrue(obstacle.isEmpty(), obstacle);
    try (TestServer server = Servers.slotwise()) {
      Commands.Result result =
          Commands.run(
              new ProcessBuilder("node", client + ".js", Integer.toString(server.port()))
                  .directory(HOME.toFile()),
              "",
              Duration.ofSeconds(60));
      assertThat(result.output()).endsWith(client + " works\n");
    }
  }
}
