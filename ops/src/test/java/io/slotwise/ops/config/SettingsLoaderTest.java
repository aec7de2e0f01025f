package io.slotwise.ops.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettingsLoaderTest {

  @TempDir Path dir;

  private Path file(String... lines) throws IOException {
    return Files.write(dir.resolve("node.conf"), List.of(lines));
  }

  private static LoadedSettings load(Path file, Setting... commandLine) {
    return SettingsLoader.load(file, List.of(commandLine));
  }

  private static String get(LoadedSettings loaded, String name) {
    return ConfigTable.of(loaded.config()).get(name);
  }

  private List<String> problems(LoadedSettings loaded) {
    return loaded.problems().stream()
        .map(p -> p.toString().replace(dir.toString() + "/", ""))
        .toList();
  }

  @Test
  void withoutAnythingTheDefaultsHold() {
    LoadedSettings loaded = load(null);
    assertThat(loaded.problems()).isEmpty();
    assertThat(get(loaded, "port")).isEqualTo("6379");
    assertThat(get(loaded, "durability")).isEqualTo("everysec");
  }

  @Test
  void theCommandLineWinsOverTheFile() throws IOException {
    Path file =
        file("slotwise.server { port = 7000, maxmemory = 64mb, bind = [127.0.0.1, \"::1\"] }");
    LoadedSettings loaded = load(file, new Setting("port", "7001", "--port"));
    assertThat(loaded.problems()).isEmpty();
    assertThat(loaded.config().getInt("slotwise.server.port")).isEqualTo(7001);
    assertThat(get(loaded, "maxmemory")).isEqualTo("67108864");
    assertThat(get(loaded, "bind")).isEqualTo("127.0.0.1 ::1");
    assertThat(loaded.origins().get("slotwise.server.port")).isEqualTo("--port");
  }

  @Test
  void aRedisConfIsReadAsRedisReadsIt() throws IOException {
    LoadedSettings loaded =
        load(
            file(
                "# comment",
                "include other.conf",
                "PORT 7000",
                "bind 127.0.0.1 -::1",
                "requirepass \"a \\\"long\\\" \\x73ecret\"",
                "client-output-buffer-limit normal 1mb 0 0",
                "client-output-buffer-limit pubsub 2mb 0 0",
                "appendonly yes",
                "appendfsync always"));
    assertThat(get(loaded, "port")).isEqualTo("7000");
    assertThat(get(loaded, "bind")).isEqualTo("127.0.0.1 -::1");
    assertThat(get(loaded, "requirepass")).isEqualTo("a \"long\" secret");
    assertThat(get(loaded, "client-output-buffer-limit"))
        .isEqualTo("normal 1048576 0 0 slave 268435456 67108864 60 pubsub 2097152 0 0");
    assertThat(get(loaded, "durability")).isEqualTo("fsync");
    assertThat(problems(loaded)).singleElement().asString().contains("node.conf: 2: cannot read");
  }

  @Test
  void includedFilesCountWhereTheyAreIncluded() throws IOException {
    Files.write(dir.resolve("other.conf"), List.of("port 7002", "timeout 9"));
    LoadedSettings loaded = load(file("port 7001", "include other.conf", "timeout 10"));
    assertThat(get(loaded, "port")).isEqualTo("7002");
    assertThat(get(loaded, "timeout")).isEqualTo("10");
  }

  @Test
  void everyProblemIsReportedWithItsPlaceAndAHint() throws IOException {
    assertThat(
            problems(load(file("port 70000", "foo 1", "slowlog-max-lem 5", "aclfile f", "hz 20"))))
        .containsExactly(
            "node.conf: 2: directive 'foo' is not known and has no effect",
            "node.conf: 3: directive 'slowlog-max-lem' is not known and has no effect (did you mean"
                + " 'slowlog-max-len'?)",
            "node.conf: 1: port: argument must be between 0 and 65535 inclusive (got '70000')",
            "node.conf: 4: aclfile: ACL files are not available in this version (got 'f')",
            "node.conf: 5: hz is accepted and has no effect here");
    assertThat(
            problems(load(file("slotwise.server {", " prot = 1", " timeout = x", "}", "port = 1"))))
        .containsExactlyInAnyOrder(
            "node.conf: 2: setting 'slotwise.server.prot' is not known (did you mean"
                + " 'slotwise.server.port'?)",
            "node.conf: 5: setting 'port' is not known (write slotwise.server.port)",
            "node.conf: 3: timeout: argument couldn't be parsed into an integer (got 'x')");
  }

  @Test
  void aFileThatIsNoHoconIsAProblemAndNotAnException() throws IOException {
    LoadedSettings loaded = load(file("slotwise {", "  server {"));
    assertThat(loaded.areValid()).isFalse();
    assertThat(load(dir.resolve("missing.conf")).areValid()).isFalse();
  }

  @Test
  void durabilityUnderItsOwnNameWinsInAHoconFile() throws IOException {
    LoadedSettings loaded =
        load(file("slotwise.server.appendfsync = always", "slotwise.store.durability = os"));
    assertThat(get(loaded, "durability")).isEqualTo("os");
    assertThat(get(loaded, "appendfsync")).isEqualTo("no");
    LoadedSettings later =
        load(
            file("slotwise.store.durability = os"),
            new Setting("appendonly", "no", "--appendonly"));
    assertThat(later.config().getString("slotwise.store.durability")).isEqualTo("memory");
  }

  @Test
  void rewritingKeepsTheFileAndAddsWhatChanged() throws Exception {
    for (String[] lines :
        new String[][] {
          {"# mine", "slotwise.server.hz = 15 # why"}, {"# mine", "hz 15", "save 900 1"}
        }) {
      Path file = file(lines);
      ConfigTable table = ConfigTable.of(load(file).config());
      ConfigRewriter rewriter = new ConfigRewriter(table, file);
      table.follow("requirepass", unused -> {});
      List<Map.Entry<String, String>> changes = new ArrayList<>();
      changes.add(Map.entry("hz", "20"));
      changes.add(Map.entry("save", "60 5"));
      changes.add(Map.entry("requirepass", "a \"b\" \\ é"));
      table.set(changes, false);
      rewriter.rewrite();
      table.set(List.of(Map.entry("hz", "30")), false);
      rewriter.rewrite();
      assertThat(Files.readAllLines(file)).startsWith(lines).hasSizeLessThan(10);
      LoadedSettings again = load(file);
      assertThat(again.areValid()).isTrue();
      assertThat(get(again, "hz")).isEqualTo("30");
      assertThat(get(again, "save")).isEqualTo("60 5");
      assertThat(get(again, "requirepass")).isEqualTo("a \"b\" \\ é");
    }
  }
}
