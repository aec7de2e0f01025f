package io.slotwise.node.script;

import io.slotwise.node.connection.ScriptCall;
import io.slotwise.node.connection.ScriptHandler;
import io.slotwise.protocol.Args;
import io.slotwise.protocol.CommandError;
import io.slotwise.protocol.Errors;
import io.slotwise.protocol.Reply;
import io.slotwise.scripting.ScriptFlag;
import io.slotwise.sharding.api.CommandDef;
import java.util.List;

/** FCALL and FCALL_RO. */
final class FcallCommands {

  private static final Reply.Error NOT_FOUND = Errors.err("Function not found");

  private final ScriptingServices services;

  FcallCommands(ScriptingServices services) {
    this.services = services;
  }

  List<CommandDef> all() {
    return List.of(
        EvalCommands.writing("fcall", "7.0.0").scripted(handler(false)),
        EvalCommands.reading("fcall_ro", "7.0.0").scripted(handler(true)));
  }

  private ScriptHandler handler(boolean readOnly) {
    return (session, args) -> call(args, readOnly);
  }

  /**
   * {@code FCALL function numkeys key ... arg ...}. Reply: what the function returns.
   *
   * <p>Errors, in order: ERR Function not found; those of {@link ScriptArguments#ofFunction}; ERR
   * Can not execute a script with write flag; those of the function.
   */
  private ScriptCall call(Args args, boolean readOnly) {
    FunctionTable.Found found = services.functions().table().find(args.get(1).latin1());
    if (found == null) {
      throw new CommandError(NOT_FOUND);
    }
    ScriptArguments arguments = ScriptArguments.ofFunction(args);
    boolean writes = !found.function().flags().contains(ScriptFlag.NO_WRITES);
    if (readOnly && writes) {
      throw new CommandError(EvalCommands.MAY_WRITE);
    }
    String name = found.function().name();
    return new LuaCall(
        services,
        new LuaCall.Facts(ScriptCall.Kind.FUNCTION, name, !writes, false),
        (engine, host) ->
            engine
                .call(found.library().source(), name, arguments.keys(), arguments.others(), host)
                .orElse(NOT_FOUND));
  }
}
