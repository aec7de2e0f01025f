package io.slotwise.it.quality;

import static org.assertj.core.api.Assertions.assertThat;

import io.slotwise.it.harness.ItPaths;
import io.slotwise.it.quality.SourceFile.Body;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The style that a machine can check. What may break a rule, and why, stands in {@code
 * ops/quality/ratchet.txt}, which may only shrink.
 */
class TidyTest {

  private static final int FILE_LINES_MAX = 500;
  private static final int METHOD_LINES_MAX = 60;

  private static final List<SourceFile> SOURCES = SourceFile.all();

  /** A word that does not belong, where it does not, and what to do instead. */
  private record Banned(String name, Pattern word, String insteadBecause, boolean mainOnly) {}

  private static final List<Banned> BANNED =
      List.of(
          banned(
              "default-locale-format",
              "String\\.format\\((?!\\s*Locale)|\\.formatted\\(",
              "give String.format Locale.ROOT first: a Turkish or Arabic machine prints other"
                  + " letters and digits"),
          banned(
              "default-locale-case",
              "\\.to(Upper|Lower)Case\\(\\)",
              "give Locale.ROOT: in a Turkish locale \"i\" becomes a letter that no command has"),
          banned(
              "sleep",
              "\\bThread\\.sleep\\(|TimeUnit\\.\\w+\\.sleep\\(",
              "use a timer in main code and Awaitility in tests: a sleep is too short or too long"),
          bannedInMain(
              "wall-clock",
              "System\\.currentTimeMillis\\(|Instant\\.now\\(|LocalDateTime\\.now\\(|new Date\\(\\)",
              "take an InstantSource or a clock as a dependency: time is given to code so that"
                  + " tests can give another"),
          bannedInMain(
              "blocking-future",
              "(?<!hread)\\.join\\(\\)|\\.toCompletableFuture\\(\\)\\.get\\(|Await\\.",
              "compose the future, or pipe it to the actor: an event loop must not wait"),
          bannedInMain(
              "async-without-executor",
              "supplyAsync\\([^,]*\\)\\s*[;.]|runAsync\\([^,]*\\)\\s*[;.]",
              "name the executor: the common pool has no owner and no bound"),
          banned(
              "stack-trace-to-console",
              "\\.printStackTrace\\(",
              "log it with its context, or let it pass"),
          banned("catch-all-class", "\\bclass \\w*Utils?\\b", "name it for what it is about"));

  private static Banned banned(String name, String regex, String instead) {
    return new Banned(name, Pattern.compile(regex), instead, false);
  }

  private static Banned bannedInMain(String name, String regex, String instead) {
    return new Banned(name, Pattern.compile(regex), instead, true);
  }

  @Test
  void filesStayReadable() throws IOException {
    List<String> long_ = new ArrayList<>();
    for (SourceFile file : SOURCES) {
      if (file.lines().size() > FILE_LINES_MAX) {
        long_.add(file.path() + " has " + file.lines().size() + " lines");
      }
    }
    check(
        "file-length",
        "a file has at most " + FILE_LINES_MAX + " lines: split it by theme of use",
        long_);
  }

  @Test
  void methodsStayReadable() throws IOException {
    List<String> found = new ArrayList<>();
    for (SourceFile file : SOURCES) {
      for (Body body : file.bodies()) {
        if (body.length() > METHOD_LINES_MAX) {
          found.add(
              file.at(body.start())
                  + " "
                  + file.lines().get(body.start()).strip()
                  + " has "
                  + body.length()
                  + " lines");
        }
      }
    }
    check(
        "method-length",
        "a method has at most " + METHOD_LINES_MAX + " lines: give its steps names",
        found);
  }

  @Test
  void nothingIsLeftForLater() throws IOException {
    Pattern leftover = Pattern.compile("\\b(FIX" + "ME|TO" + "DO|XX" + "X|HA" + "CK)\\b");
    List<String> found = new ArrayList<>();
    for (SourceFile file : SOURCES) {
      for (int i = 0; i < file.lines().size(); i++) {
        if (leftover.matcher(file.lines().get(i)).find()) {
          found.add(file.at(i) + " " + file.lines().get(i).strip());
        }
      }
    }
    check("leftover", "finish it, or write it down where plans are kept", found);
  }

  @Test
  void bannedWordsStayOut() throws IOException {
    for (Banned banned : BANNED) {
      List<String> found = new ArrayList<>();
      for (SourceFile file : SOURCES) {
        if (banned.mainOnly() && !file.isMain()) {
          continue;
        }
        for (int i = 0; i < file.code().size(); i++) {
          if (isIn(file.code(), i, banned.word())) {
            found.add(file.at(i) + " " + file.lines().get(i).strip());
          }
        }
      }
      check(banned.name(), banned.insteadBecause(), found);
    }
  }

  /** Whether the word begins in a line; what follows it may stand in the next one. */
  private static boolean isIn(List<String> code, int line, Pattern word) {
    String next = line + 1 < code.size() ? code.get(line + 1) : "";
    Matcher matcher = word.matcher(code.get(line) + "\n" + next);
    return matcher.find() && matcher.start() < code.get(line).length();
  }

  @Test
  void recordsHoldNoArrays() throws IOException {
    Pattern array = Pattern.compile("\\brecord \\w+(<[^>]*>)?\\([^)]*\\bbyte\\[\\]");
    List<String> found = new ArrayList<>();
    for (SourceFile file : SOURCES) {
      Matcher matcher = array.matcher(String.join("\n", file.code()));
      if (matcher.find()) {
        found.add(file.path() + " " + matcher.group().replaceAll("\\s+", " "));
      }
    }
    check("array-in-record", "use Bytes: two equal arrays are not equal", found);
  }

  @Test
  void everyPackageSaysWhatItIsFor() throws IOException {
    Set<Path> packages =
        SOURCES.stream()
            .filter(SourceFile::isMain)
            .map(f -> f.path().getParent())
            .collect(Collectors.toCollection(TreeSet::new));
    List<String> found =
        packages.stream()
            .filter(p -> !saysWhatItIsFor(p.resolve("package-info.java")))
            .map(Path::toString)
            .toList();
    check(
        "package-info",
        "a few lines: what this room is for, who may call it, what the caller owes it",
        found);
  }

  private static boolean saysWhatItIsFor(Path packageInfo) {
    return SOURCES.stream()
        .filter(f -> f.path().equals(packageInfo))
        .anyMatch(f -> f.lines().stream().noneMatch(line -> line.contains("placeholder")));
  }

  @Test
  void everyDecisionIsInTheIndex() throws IOException {
    Path folder = ItPaths.root().resolve("ops/docs/adr");
    if (!Files.isDirectory(folder)) {
      return;
    }
    String index = read(folder.resolve("README.md"));
    try (Stream<Path> files = Files.list(folder)) {
      List<String> found =
          files
              .map(f -> f.getFileName().toString())
              .filter(name -> name.matches("\\d{4}-.*\\.md") && !index.contains("(" + name + ")"))
              .sorted()
              .toList();
      check(
          "adr-index",
          "link the decision from ops/docs/adr/README.md: it is how it is found",
          found);
    }
  }

  @Test
  void everyDeviationThatIsReferredToExists() throws IOException {
    String declared = read(ItPaths.root().resolve("ops/docs/deviations.md"));
    Pattern reference = Pattern.compile(">>> deviation (\\S+)");
    List<String> found = new ArrayList<>();
    try (Stream<Path> scripts = Files.walk(ItPaths.module().resolve("src/test/resources"))) {
      for (Path script : scripts.filter(f -> f.toString().endsWith(".redis")).toList()) {
        Matcher matcher = reference.matcher(read(script));
        while (matcher.find()) {
          if (!declared.contains("`" + matcher.group(1) + "`")) {
            found.add(script.getFileName() + " refers to " + matcher.group(1));
          }
        }
      }
    }
    check(
        "deviation-declared",
        "write an entry with that id in backquotes into ops/docs/deviations.md",
        found);
  }

  @Test
  void everyTranscriptHasAScript() throws IOException {
    try (Stream<Path> files = Files.walk(ItPaths.module().resolve("src/test/resources"))) {
      List<String> found =
          files
              .filter(f -> f.toString().endsWith(".transcript"))
              .filter(f -> !Files.exists(scriptOf(f)))
              .map(Path::toString)
              .toList();
      check("orphan-transcript", "delete it, or bring its script back", found);
    }
  }

  private static Path scriptOf(Path transcript) {
    String name = transcript.getFileName().toString();
    return transcript.resolveSibling(name.replaceFirst("\\.resp\\d\\.transcript$", ".redis"));
  }

  private static String read(Path file) throws IOException {
    return Files.exists(file) ? Files.readString(file) : "";
  }

  /** Fails on what is found and not excused, and on excuses that nothing needs any more. */
  private static void check(String rule, String reason, List<String> found) throws IOException {
    List<String> excuses = Ratchet.excusesFor(rule);
    List<String> guilty =
        found.stream().filter(f -> excuses.stream().noneMatch(f::contains)).toList();
    List<String> idle =
        excuses.stream().filter(e -> found.stream().noneMatch(f -> f.contains(e))).toList();
    assertThat(guilty)
        .as(
            "rule %s: %s. (An exception that has to be goes to ops/quality/ratchet.txt.)",
            rule, reason)
        .isEmpty();
    assertThat(idle)
        .as("rule %s: these lines of ops/quality/ratchet.txt excuse nothing: delete them", rule)
        .isEmpty();
  }
}
