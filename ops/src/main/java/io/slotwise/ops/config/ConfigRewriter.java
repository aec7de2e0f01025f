package io.slotwise.ops.config;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Writes what CONFIG SET changed into the file that the settings came from. It keeps the file as
 * its author wrote it and adds lines at its end, where they win over what stands above; a later
 * call replaces those lines.
 */
public final class ConfigRewriter {

  private static final String HEADER = "# Written by CONFIG REWRITE; wins over what stands above.";

  private final ConfigTable table;
  private final Path file;

  /**
   * @param file null when the node was started without one
   */
  public ConfigRewriter(ConfigTable table, Path file) {
    this.table = table;
    this.file = file;
  }

  /** Whether there is a file to write. */
  public boolean hasFile() {
    return file != null;
  }

  /**
   * Writes the file anew, whole or not at all.
   *
   * @throws IOException the file is as it was
   */
  public void rewrite() throws IOException {
    List<String> lines = RedisConfFile.lines(file);
    boolean redisConf = RedisConfFile.looksLikeOne(lines);
    int header = lines.indexOf(HEADER);
    List<String> kept = new ArrayList<>(header < 0 ? lines : lines.subList(0, header));
    Map<String, String> values = header < 0 ? new TreeMap<>() : written(lines, header);
    values.putAll(table.changedSinceStart());
    if (!values.isEmpty()) {
      kept.add(HEADER);
      values.forEach((name, value) -> kept.add(line(name, value, redisConf)));
    }
    Path next = file.resolveSibling(file.getFileName() + ".rewriting");
    Files.write(next, (String.join("\n", kept) + "\n").getBytes(StandardCharsets.UTF_8));
    Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  /** What an earlier call wrote, with the values that hold now. */
  private Map<String, String> written(List<String> lines, int header) {
    Map<String, String> values = new TreeMap<>();
    for (String line : lines.subList(header + 1, lines.size())) {
      String key = line.trim().split("[\\s=]", 2)[0];
      String prefix = Parameter.HOME + ".";
      String name = key.startsWith(prefix) ? key.substring(prefix.length()) : key;
      if (Parameters.find(name) != null) {
        values.put(name, table.get(name));
      }
    }
    return values;
  }

  private static String line(String name, String value, boolean redisConf) {
    if (!redisConf) {
      return Parameter.HOME + "." + name + " = " + hoconQuoted(value);
    }
    // save and client-output-buffer-limit add up, so an empty save comes first to start afresh.
    String reset = name.equals("save") && !value.isEmpty() ? "save \"\"\n" : "";
    List<String> words = new ArrayList<>();
    for (String word : value.isEmpty() ? new String[] {""} : words(name, value)) {
      words.add(RedisConfLine.quoted(word));
    }
    return reset + name + " " + String.join(" ", words);
  }

  /** Only passwords and names may have blanks that belong to them. */
  private static String[] words(String name, String value) {
    boolean several = name.equals("save") || name.equals("client-output-buffer-limit");
    return several || name.equals("bind") ? value.split(" ") : new String[] {value};
  }

  private static String hoconQuoted(String value) {
    StringBuilder text = new StringBuilder("\"");
    value
        .chars()
        .forEach(
            c -> {
              if (c == '"' || c == '\\') {
                text.append('\\').append((char) c);
              } else if (c < ' ') {
                text.append("\\u00").append(Character.forDigit(c >> 4, 16));
                text.append(Character.forDigit(c & 15, 16));
              } else {
                text.append((char) c);
              }
            });
    return text.append('"').toString();
  }
}
