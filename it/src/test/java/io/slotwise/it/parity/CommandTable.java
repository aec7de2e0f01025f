package io.slotwise.it.parity;

import io.slotwise.it.harness.RawClient;
import io.slotwise.it.harness.RawReply;
import io.slotwise.it.harness.TestServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The answer to {@code COMMAND} as facts: by full name ({@code config|get}) and field. Sets are
 * sorted, so that two tables are equal when they mean the same.
 */
record CommandTable(Map<String, Map<String, String>> commands) {

  private static final List<String> FIELDS =
      List.of("arity", "flags", "first", "last", "step", "acl", "tips", "keys");

  static CommandTable of(TestServer server) {
    try (RawClient client = server.connect()) {
      client.call("HELLO", "3");
      return of(client.call("COMMAND"));
    }
  }

  /** From a reply of RESP3 to COMMAND or COMMAND INFO. */
  static CommandTable of(RawReply reply) {
    CommandTable table = new CommandTable(new TreeMap<>());
    reply.children().forEach(table::add);
    return table;
  }

  private void add(RawReply command) {
    List<RawReply> parts = command.children();
    Map<String, String> facts = new TreeMap<>();
    facts.put("arity", parts.get(1).text());
    facts.put("flags", words(parts.get(2)));
    facts.put("first", parts.get(3).text());
    facts.put("last", parts.get(4).text());
    facts.put("step", parts.get(5).text());
    facts.put("acl", words(parts.get(6)));
    facts.put("tips", words(parts.get(7)));
    facts.put("keys", parts.get(8).children().stream().map(CommandTable::flat).toList().toString());
    commands.put(parts.get(0).text(), facts);
    parts.get(9).children().forEach(this::add);
  }

  private static String words(RawReply set) {
    return set.children().stream().map(RawReply::text).sorted().collect(Collectors.joining(" "));
  }

  /** One line of a nested reply; the order within maps and sets does not count. */
  private static String flat(RawReply reply) {
    if (reply.type() == '%') {
      List<RawReply> entries = reply.children();
      Map<String, String> sorted = new TreeMap<>();
      for (int i = 0; i < entries.size(); i += 2) {
        if (entries.get(i).text().equals("notes")) {
          // Prose for people, in a few specs: nothing reads it.
          continue;
        }
        sorted.put(entries.get(i).text(), flat(entries.get(i + 1)));
      }
      return sorted.toString();
    }
    if (reply.isAggregate()) {
      return reply.children().stream().map(CommandTable::flat).sorted().toList().toString();
    }
    return reply.text();
  }

  /** Reads what {@link #write} wrote. */
  static CommandTable read(Path file) throws IOException {
    CommandTable table = new CommandTable(new TreeMap<>());
    for (String line : Files.readAllLines(file)) {
      if (!line.startsWith("#")) {
        String[] columns = line.split("\t", -1);
        Map<String, String> facts = new TreeMap<>();
        for (int i = 0; i < FIELDS.size(); i++) {
          facts.put(FIELDS.get(i), columns[i + 1]);
        }
        table.commands.put(columns[0], facts);
      }
    }
    return table;
  }

  /** A line a command, columns separated by tabs. */
  void write(Path file) throws IOException {
    String lines =
        commands.entrySet().stream()
            .map(
                e ->
                    e.getKey()
                        + FIELDS.stream()
                            .map(field -> "\t" + e.getValue().get(field))
                            .collect(Collectors.joining())
                        + "\n")
            .collect(Collectors.joining());
    Files.writeString(
        file, "# COMMAND of redis-server 7.0.15: name " + String.join(" ", FIELDS) + "\n" + lines);
  }
}
