package io.slotwise.node.script;

import io.slotwise.node.connection.RunningScript;
import io.slotwise.node.connection.ScriptCall;
import io.slotwise.protocol.Args;
import io.slotwise.protocol.Bytes;
import io.slotwise.protocol.CommandError;
import io.slotwise.protocol.Errors;
import io.slotwise.protocol.Glob;
import io.slotwise.protocol.Replies;
import io.slotwise.protocol.Reply;
import io.slotwise.scripting.FunctionLibrary;
import java.util.ArrayList;
import java.util.List;

/** What FUNCTION LIST and FUNCTION STATS tell. */
final class FunctionReplies {

  private static final Reply ENGINE = Replies.bulk("LUA");

  private final ScriptingServices services;

  FunctionReplies(ScriptingServices services) {
    this.services = services;
  }

  /** Which libraries FUNCTION LIST is asked for. */
  private record Wanted(Bytes pattern, boolean withCode) {

    /** Errors: ERR Unknown argument; ERR library name argument was not given. */
    static Wanted parse(Args args) {
      Bytes pattern = null;
      boolean withCode = false;
      for (int i = 2; i < args.count(); i++) {
        if (!withCode && args.is(i, "withcode")) {
          withCode = true;
        } else if (pattern == null && args.is(i, "libraryname")) {
          if (++i == args.count()) {
            throw new CommandError(Errors.err("library name argument was not given"));
          }
          pattern = args.get(i);
        } else {
          throw new CommandError(Errors.err("Unknown argument " + args.get(i).utf8()));
        }
      }
      return new Wanted(pattern, withCode);
    }

    boolean fits(FunctionTable.Library library) {
      return pattern == null || Glob.matches(pattern, Bytes.of(library.name()));
    }
  }

  /**
   * {@code FUNCTION LIST [LIBRARYNAME pattern] [WITHCODE]}. Reply: a map for each library. Errors:
   * those of {@link Wanted#parse}.
   */
  Reply list(Args args) {
    Wanted wanted = Wanted.parse(args);
    List<Reply> libraries = new ArrayList<>();
    for (FunctionTable.Library library : services.functions().table().libraries()) {
      if (wanted.fits(library)) {
        libraries.add(library(library, wanted.withCode()));
      }
    }
    return new Reply.Array(libraries);
  }

  private static Reply library(FunctionTable.Library library, boolean withCode) {
    List<Reply> fields = new ArrayList<>();
    fields.add(Replies.bulk("library_name"));
    fields.add(Replies.bulk(library.name()));
    fields.add(Replies.bulk("engine"));
    fields.add(ENGINE);
    fields.add(Replies.bulk("functions"));
    fields.add(
        new Reply.Array(library.functions().stream().map(FunctionReplies::function).toList()));
    if (withCode) {
      fields.add(Replies.bulk("library_code"));
      fields.add(new Reply.Bulk(library.source().text()));
    }
    return new Reply.MapOf(fields);
  }

  private static Reply function(FunctionLibrary.Function function) {
    return new Reply.MapOf(
        List.of(
            Replies.bulk("name"),
            Replies.bulk(function.name()),
            Replies.bulk("description"),
            function.description().<Reply>map(Reply.Bulk::new).orElse(Reply.Null.BULK),
            Replies.bulk("flags"),
            new Reply.SetOf(
                function.flags().stream()
                    .sorted()
                    .<Reply>map(flag -> new Reply.Status(flag.text()))
                    .toList())));
  }

  /**
   * {@code FUNCTION STATS}. Reply: the function that has run for the longest, and how many
   * libraries and functions there are.
   */
  Reply stats() {
    FunctionTable table = services.functions().table();
    return new Reply.MapOf(
        List.of(
            Replies.bulk("running_script"),
            services
                .running()
                .oldest(ScriptCall.Kind.FUNCTION)
                .map(FunctionReplies::running)
                .orElse(Reply.Null.BULK),
            Replies.bulk("engines"),
            new Reply.MapOf(
                List.of(
                    ENGINE,
                    new Reply.MapOf(
                        List.of(
                            Replies.bulk("libraries_count"),
                            Replies.integer(table.libraries().size()),
                            Replies.bulk("functions_count"),
                            Replies.integer(table.functionCount())))))));
  }

  private static Reply running(RunningScript script) {
    List<Reply> words = new ArrayList<>();
    for (int i = 0; i < script.args().count(); i++) {
      words.add(new Reply.Bulk(script.args().get(i)));
    }
    return new Reply.MapOf(
        List.of(
            Replies.bulk("name"),
            Replies.bulk(script.call().name()),
            Replies.bulk("command"),
            new Reply.Array(words),
            Replies.bulk("duration_ms"),
            Replies.integer(script.elapsedMs())));
  }
}
