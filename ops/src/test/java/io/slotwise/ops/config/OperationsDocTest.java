package io.slotwise.ops.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** operations.md lists every parameter where it belongs. */
class OperationsDocTest {

  private static final String KEPT_HEADING = "### Parameters that are only kept";
  private static final Pattern APPLIED_ROW =
      Pattern.compile(
          "^\\| `([a-z0-9_-]+)` \\| (at the start|with CONFIG SET(?:, on all nodes)?) \\|$",
          Pattern.MULTILINE);
  private static final Pattern KEPT_NAME = Pattern.compile("`([a-z0-9_-]+)`[,.]\\s");

  private static String doc() throws IOException {
    return Files.readString(Path.of("docs/operations.md"));
  }

  @Test
  void parametersThatDoSomethingAreInTheTable() throws IOException {
    Map<String, String> rows = new TreeMap<>();
    Matcher matcher = APPLIED_ROW.matcher(doc());
    while (matcher.find()) {
      rows.put(matcher.group(1), matcher.group(2));
    }
    Map<String, String> expected = new TreeMap<>();
    for (Parameter parameter : Parameters.ALL) {
      if (parameter.isApplied()) {
        boolean atStart = parameter.change() == Parameter.Change.AT_START;
        String live = parameter.shared() ? "with CONFIG SET, on all nodes" : "with CONFIG SET";
        expected.put(parameter.name(), atStart ? "at the start" : live);
      }
    }
    assertThat(rows).isEqualTo(expected);
  }

  @Test
  void parametersThatAreOnlyKeptAreInTheList() throws IOException {
    String part = doc().substring(doc().indexOf(KEPT_HEADING));
    String list = part.substring(part.indexOf("\n\n`"), part.indexOf("<!-- end of the list -->"));
    Set<String> names = new TreeSet<>();
    Matcher matcher = KEPT_NAME.matcher(list);
    while (matcher.find()) {
      names.add(matcher.group(1));
    }
    Set<String> expected = new TreeSet<>();
    Parameters.ALL.stream().filter(p -> !p.isApplied()).forEach(p -> expected.add(p.name()));
    assertThat(names).isEqualTo(expected);
  }
}
