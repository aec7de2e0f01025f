package io.slotwise.node.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.slotwise.node.connection.CatalogEntry;
import io.slotwise.protocol.Replies;
import io.slotwise.protocol.Reply;
import io.slotwise.protocol.command.CommandGroup;
import io.slotwise.protocol.command.CommandSpec;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * What {@code COMMAND DOCS} tells people about commands, from a resource file for each group: an
 * object by command name with {@code summary}, {@code complexity}, {@code arguments} and so on, as
 * the reply has them. Version and group come from the spec; nothing executes from these files.
 *
 * <p>A file is read when a command of its group is first asked for.
 */
final class CommandDocs {

  private final ObjectMapper json = new ObjectMapper();
  private final Map<CommandGroup, JsonNode> files = new EnumMap<>(CommandGroup.class);

  /** Name and documentation of a command in turn, and of its subcommands in it. */
  void append(List<Reply> namesAndDocs, CatalogEntry entry) {
    namesAndDocs.add(Replies.bulk(entry.name()));
    namesAndDocs.add(of(entry));
  }

  /** Whether the file of its group knows the command. */
  boolean isDocumented(CatalogEntry entry) {
    return file(entry.spec().group()).has(entry.name());
  }

  private Reply of(CatalogEntry entry) {
    CommandSpec spec = entry.spec();
    JsonNode prose = file(spec.group()).path(spec.name());
    List<Reply> fields = new ArrayList<>();
    appendText(fields, prose, "summary");
    fields.add(Replies.bulk("since"));
    fields.add(Replies.bulk(spec.since()));
    fields.add(Replies.bulk("group"));
    fields.add(Replies.bulk(spec.group().word()));
    appendText(fields, prose, "complexity");
    appendWords(fields, prose, "doc_flags");
    appendText(fields, prose, "deprecated_since");
    appendText(fields, prose, "replaced_by");
    appendHistory(fields, prose.path("history"));
    appendArguments(fields, prose.path("arguments"));
    appendSubcommands(fields, entry);
    return new Reply.MapOf(fields);
  }

  private static void appendText(List<Reply> fields, JsonNode from, String name) {
    JsonNode value = from.get(name);
    if (value != null) {
      fields.add(Replies.bulk(name));
      fields.add(value.isInt() ? Replies.integer(value.intValue()) : Replies.bulk(value.asText()));
    }
  }

  private static void appendWords(List<Reply> fields, JsonNode from, String name) {
    if (from.has(name)) {
      List<Reply> words = new ArrayList<>();
      from.get(name).forEach(word -> words.add(new Reply.Status(word.asText())));
      fields.add(Replies.bulk(name));
      fields.add(new Reply.SetOf(words));
    }
  }

  private static void appendHistory(List<Reply> fields, JsonNode changes) {
    if (changes.isEmpty()) {
      return;
    }
    List<Reply> entries = new ArrayList<>();
    changes.forEach(
        change ->
            entries.add(
                Replies.array(
                    Replies.bulk(change.get(0).asText()), Replies.bulk(change.get(1).asText()))));
    fields.add(Replies.bulk("history"));
    fields.add(new Reply.SetOf(entries));
  }

  private static void appendArguments(List<Reply> fields, JsonNode arguments) {
    if (arguments.isEmpty()) {
      return;
    }
    List<Reply> entries = new ArrayList<>();
    arguments.forEach(argument -> entries.add(argument(argument)));
    fields.add(Replies.bulk("arguments"));
    fields.add(new Reply.Array(entries));
  }

  private static Reply argument(JsonNode argument) {
    List<Reply> fields = new ArrayList<>();
    for (String name :
        List.of(
            "name", "type", "key_spec_index", "token", "summary", "since", "deprecated_since")) {
      appendText(fields, argument, name);
    }
    appendWords(fields, argument, "flags");
    appendArguments(fields, argument.path("arguments"));
    return new Reply.MapOf(fields);
  }

  private void appendSubcommands(List<Reply> fields, CatalogEntry entry) {
    if (entry.subcommands().isEmpty()) {
      return;
    }
    List<Reply> namesAndDocs = new ArrayList<>();
    entry.subcommands().forEach(subcommand -> append(namesAndDocs, subcommand));
    fields.add(Replies.bulk("subcommands"));
    fields.add(new Reply.MapOf(namesAndDocs));
  }

  /** Called on any event loop, so two may meet here. */
  private synchronized JsonNode file(CommandGroup group) {
    return files.computeIfAbsent(group, this::read);
  }

  private JsonNode read(CommandGroup group) {
    String name = "docs/" + group.word() + ".json";
    try (InputStream in = CommandDocs.class.getResourceAsStream(name)) {
      return in == null ? json.createObjectNode() : json.readTree(in);
    } catch (IOException e) {
      throw new UncheckedIOException("resource " + name + " cannot be read", e);
    }
  }
}
