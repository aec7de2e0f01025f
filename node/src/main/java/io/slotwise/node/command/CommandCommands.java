package io.slotwise.node.command;

import static io.slotwise.protocol.command.CommandGroup.SERVER;
import static io.slotwise.protocol.command.Flag.LOADING;
import static io.slotwise.protocol.command.Flag.STALE;

import io.slotwise.node.connection.CatalogEntry;
import io.slotwise.node.connection.CommandCatalog;
import io.slotwise.ops.HelpText;
import io.slotwise.protocol.Args;
import io.slotwise.protocol.Bytes;
import io.slotwise.protocol.Errors;
import io.slotwise.protocol.Glob;
import io.slotwise.protocol.Replies;
import io.slotwise.protocol.Reply;
import io.slotwise.protocol.command.AclCategory;
import io.slotwise.protocol.command.CommandSpec;
import io.slotwise.protocol.command.Flag;
import io.slotwise.protocol.command.KeyPositions;
import io.slotwise.protocol.command.KeySpec;
import io.slotwise.sharding.api.CommandDef;
import io.slotwise.sharding.api.Session;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** COMMAND: what the server knows about its own commands, from their specs. */
final class CommandCommands {

  private final Supplier<CommandCatalog> catalog;
  private final CommandDocs docs = new CommandDocs();

  /**
   * @param catalog that this command itself is part of: asked when the first request comes
   */
  CommandCommands(Supplier<CommandCatalog> catalog) {
    this.catalog = catalog;
  }

  List<CommandDef> all() {
    return List.of(
        start("command", -1, "2.8.13")
            .tips("nondeterministic_output_order")
            .sub(start("command|count", 2, "2.8.13").onConnection(this::count))
            .sub(
                start("command|docs", -2, "7.0.0")
                    .tips("nondeterministic_output_order")
                    .onConnection(this::docs))
            .sub(start("command|getkeys", -4, "2.8.13").onConnection(this::getKeys))
            .sub(start("command|getkeysandflags", -4, "7.0.0").onConnection(this::getKeysAndFlags))
            .sub(start("command|help", 2, "5.0.0").onConnection((session, args) -> HELP))
            .sub(
                start("command|info", -2, "2.8.13")
                    .tips("nondeterministic_output_order")
                    .onConnection(this::info))
            .sub(
                start("command|list", -2, "7.0.0")
                    .tips("nondeterministic_output_order")
                    .onConnection(this::list))
            .onConnection(this::everything));
  }

  private static CommandDef.Builder start(String name, int arity, String since) {
    return CommandDef.command(name, SERVER)
        .since(since)
        .arity(arity)
        .flags(LOADING, STALE)
        .acl(AclCategory.CONNECTION);
  }

  private static final Reply HELP =
      HelpText.of("command")
          .lines(
              "(no subcommand)",
              "Facts about every command.",
              "COUNT",
              "How many commands there are.",
              "DOCS [<command-name> ...]",
              "What the commands are for and how they are written.",
              "GETKEYS <full-command>",
              "The keys in a request.",
              "GETKEYSANDFLAGS <full-command>",
              "The keys in a request and what happens to them.",
              "INFO [<command-name> ...]",
              "Facts about these commands, or about every command.",
              "LIST [FILTERBY (MODULE <name>|ACLCAT <category>|PATTERN <pattern>)]",
              "The names of commands.")
          .reply();

  /** {@code COMMAND}. Reply: array of facts. */
  private Reply everything(Session session, Args args) {
    return new Reply.Array(catalog.get().commands().stream().map(CommandFacts::of).toList());
  }

  /** {@code COMMAND COUNT}. Reply: integer, subcommands not counted. */
  private Reply count(Session session, Args args) {
    return Replies.integer(catalog.get().commands().size());
  }

  /** {@code COMMAND INFO [name ...]}. Reply: array of facts, null for unknown names. */
  private Reply info(Session session, Args args) {
    if (args.count() == 2) {
      return everything(session, args);
    }
    List<Reply> facts = new ArrayList<>();
    for (int i = 2; i < args.count(); i++) {
      CatalogEntry entry = catalog.get().find(args.get(i));
      facts.add(entry == null ? Replies.NIL : CommandFacts.of(entry));
    }
    return new Reply.Array(facts);
  }

  /** {@code COMMAND DOCS [name ...]}. Reply: map by name, unknown names left out. */
  private Reply docs(Session session, Args args) {
    List<Reply> namesAndDocs = new ArrayList<>();
    if (args.count() == 2) {
      catalog.get().commands().forEach(entry -> docs.append(namesAndDocs, entry));
    }
    for (int i = 2; i < args.count(); i++) {
      CatalogEntry entry = catalog.get().find(args.get(i));
      if (entry != null) {
        docs.append(namesAndDocs, entry);
      }
    }
    return new Reply.MapOf(namesAndDocs);
  }

  /**
   * {@code COMMAND LIST [FILTERBY MODULE name|ACLCAT category|PATTERN pattern]}. Reply: array of
   * names, subcommands included.
   */
  private Reply list(Session session, Args args) {
    if (args.count() == 2) {
      return names(entry -> true);
    }
    if (args.count() != 5 || !args.is(2, "filterby")) {
      return Errors.syntax();
    }
    Bytes wanted = args.get(4);
    if (args.is(3, "module")) {
      return Replies.EMPTY_ARRAY;
    }
    if (args.is(3, "aclcat")) {
      return names(entry -> isIn(entry, wanted));
    }
    if (args.is(3, "pattern")) {
      Bytes pattern = Bytes.of(wanted.lowerCase());
      return names(entry -> Glob.matches(pattern, Bytes.of(entry.name())));
    }
    return Errors.syntax();
  }

  private static boolean isIn(CatalogEntry entry, Bytes category) {
    return entry.spec().allCategories().stream()
        .anyMatch(own -> category.equalsIgnoreCase(own.name().toLowerCase(Locale.ROOT)));
  }

  private Reply names(Predicate<CatalogEntry> filter) {
    Stream<CatalogEntry> chosen = catalog.get().all().stream().filter(filter);
    return Replies.bulks(chosen.map(CatalogEntry::name).toList());
  }

  /** {@code COMMAND GETKEYS command [arg ...]}. Reply: array of keys. Errors: see {@link #keys}. */
  private Reply getKeys(Session session, Args args) {
    Args request = args.from(2);
    return keys(request, (entry, key) -> Replies.bulk(request.get(key.position())));
  }

  /** {@code COMMAND GETKEYSANDFLAGS command [arg ...]}. Reply: array of pairs of key and flags. */
  private Reply getKeysAndFlags(Session session, Args args) {
    Args request = args.from(2);
    return keys(
        request,
        (entry, key) -> {
          VariableKeyUse.Use use = VariableKeyUse.of(entry.name(), key.spec(), request);
          return Replies.array(
              Replies.bulk(request.get(key.position())),
              CommandFacts.keyFlags(use.access(), use.effects()));
        });
  }

  /**
   * Errors, in order: ERR Invalid command specified; ERR The command has no key arguments; ERR
   * Invalid number of arguments specified for command; ERR Invalid arguments specified for command.
   */
  private Reply keys(Args request, KeyView view) {
    CatalogEntry entry = catalog.get().find(request);
    if (entry == null) {
      return Errors.err("Invalid command specified");
    }
    CommandSpec spec = entry.spec();
    if (spec.keys().stream().allMatch(k -> k.effects().contains(KeySpec.Effect.NOT_KEY))) {
      return Errors.err("The command has no key arguments");
    }
    if (!spec.arity().accepts(request.count())) {
      return Errors.err("Invalid number of arguments specified for command");
    }
    List<KeyPositions.Key> keys =
        KeysAmongOptions.has(spec)
            ? KeysAmongOptions.find(spec, request)
            : KeyPositions.find(spec, request);
    if (keys != null && !keys.isEmpty()) {
      Function<KeyPositions.Key, Reply> shown = key -> view.show(entry, key);
      return new Reply.Array(keys.stream().map(shown).toList());
    }
    return spec.is(Flag.NO_MANDATORY_KEYS)
        ? Replies.EMPTY_ARRAY
        : Errors.err("Invalid arguments specified for command");
  }

  /** How a key that was found is shown. */
  private interface KeyView {
    Reply show(CatalogEntry entry, KeyPositions.Key key);
  }
}
