package io.slotwise.node.script;

import static io.slotwise.protocol.command.CommandGroup.SCRIPTING;
import static io.slotwise.protocol.command.Flag.MAY_REPLICATE;
import static io.slotwise.protocol.command.Flag.NOSCRIPT;
import static io.slotwise.protocol.command.Flag.NO_MANDATORY_KEYS;
import static io.slotwise.protocol.command.Flag.READONLY;
import static io.slotwise.protocol.command.Flag.SKIP_MONITOR;
import static io.slotwise.protocol.command.Flag.STALE;
import static io.slotwise.protocol.command.KeySpec.Access.RO;
import static io.slotwise.protocol.command.KeySpec.Access.RW;
import static io.slotwise.protocol.command.KeySpec.Effect.ACCESS;
import static io.slotwise.protocol.command.KeySpec.Effect.UPDATE;
import static io.slotwise.sharding.api.CommandDef.command;
import static io.slotwise.sharding.api.CommandDef.counted;

import io.slotwise.node.connection.ClientSession;
import io.slotwise.node.connection.ScriptCall;
import io.slotwise.node.connection.ScriptHandler;
import io.slotwise.protocol.Args;
import io.slotwise.protocol.Bytes;
import io.slotwise.protocol.CommandError;
import io.slotwise.protocol.ErrorCode;
import io.slotwise.protocol.Errors;
import io.slotwise.protocol.Reply;
import io.slotwise.protocol.command.AclCategory;
import io.slotwise.protocol.command.Flag;
import io.slotwise.scripting.Script;
import io.slotwise.scripting.ScriptException;
import io.slotwise.scripting.ScriptFlag;
import io.slotwise.sharding.api.CommandDef;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** EVAL and EVALSHA, and their read-only forms. */
final class EvalCommands {

  /** The flags of everything that runs scripts. */
  static final Flag[] FLAGS = {NOSCRIPT, STALE, SKIP_MONITOR, NO_MANDATORY_KEYS};

  static final int NUMKEYS_AT = 2;

  static final Reply.Error NO_SCRIPT =
      new Reply.Error(ErrorCode.NOSCRIPT, "No matching script. Please use EVAL.");

  /** Of one that writes behind a command that does not. */
  static final Reply.Error MAY_WRITE =
      Errors.err("Can not execute a script with write flag using *_ro command.");

  private static final int SHA1_CHARS = 40;

  /** A longer text is compiled elsewhere than on an event loop, the first time. */
  private static final int TEXT_BYTES_MAX_ON_LOOP = 16 << 10;

  private final ScriptingServices services;
  private final ScriptCommands scripts;

  EvalCommands(ScriptingServices services, ScriptCommands scripts) {
    this.services = services;
    this.scripts = scripts;
  }

  List<CommandDef> all() {
    return List.of(
        writing("eval", "2.6.0").scripted(handler((session, args) -> eval(args, false))),
        writing("evalsha", "2.6.0").scripted(new BySha1(false)),
        reading("eval_ro", "7.0.0").scripted(handler((session, args) -> eval(args, true))),
        reading("evalsha_ro", "7.0.0").scripted(new BySha1(true)));
  }

  /** EVALSHA: its script may have been brought to another node only. */
  private final class BySha1 implements ScriptHandler {

    private final boolean readOnly;

    BySha1(boolean readOnly) {
      this.readOnly = readOnly;
    }

    @Override
    public CompletionStage<Void> fetch(ClientSession session, Args args) {
      return services.extent().isCluster()
              && args.length(1) == SHA1_CHARS
              && services.cache().find(args.get(1).latin1()).isEmpty()
          ? scripts.fetch(session, args.get(1))
          : null;
    }

    @Override
    public ScriptCall prepare(ClientSession session, Args args) {
      return evalSha(args, readOnly);
    }
  }

  static CommandDef.Builder writing(String name, String since) {
    return command(name, SCRIPTING)
        .since(since)
        .arity(-3)
        .flags(FLAGS)
        .flags(MAY_REPLICATE)
        .keys(counted(NUMKEYS_AT, RW, ACCESS, UPDATE))
        .acl(AclCategory.SCRIPTING);
  }

  static CommandDef.Builder reading(String name, String since) {
    return command(name, SCRIPTING)
        .since(since)
        .arity(-3)
        .flags(FLAGS)
        .flags(READONLY)
        .keys(counted(NUMKEYS_AT, RO, ACCESS))
        .acl(AclCategory.SCRIPTING);
  }

  private static ScriptHandler handler(ScriptHandler code) {
    return code;
  }

  /**
   * {@code EVAL script numkeys key ... arg ...}. Reply: what the script returns.
   *
   * <p>Errors, in order: those of {@link ScriptArguments#parse}; ERR Error compiling script; ERR
   * Can not execute a script with write flag; those of the script.
   */
  private ScriptCall eval(Args args, boolean readOnly) {
    ScriptArguments arguments = ScriptArguments.parse(args);
    Bytes text = args.get(1);
    Optional<Script> known = services.cache().find(text);
    if (known.isEmpty() && text.length() > TEXT_BYTES_MAX_ON_LOOP) {
      return compiledLater(text, arguments, readOnly);
    }
    try {
      return call(
          known.isPresent() ? known.get() : services.cache().load(text), arguments, readOnly);
    } catch (ScriptException e) {
      throw new CommandError(e.error());
    }
  }

  private ScriptCall compiledLater(Bytes text, ScriptArguments arguments, boolean readOnly) {
    LuaCall.Facts facts =
        new LuaCall.Facts(ScriptCall.Kind.SCRIPT, Script.sha1(text), readOnly, true);
    return new LuaCall(
        services,
        facts,
        (engine, host) -> {
          Script script = services.cache().load(text);
          return mayRun(script, readOnly)
              ? engine.eval(
                  script,
                  arguments.keys(),
                  arguments.others(),
                  script.flags().contains(ScriptFlag.NO_WRITES) ? host.forReading() : host)
              : MAY_WRITE;
        });
  }

  /**
   * {@code EVALSHA sha1 numkeys key ... arg ...}. As EVAL.
   *
   * <p>Errors, in order: NOSCRIPT for what is no SHA-1; those of {@link ScriptArguments#parse};
   * NOSCRIPT for one that is not known; those of the script.
   */
  private ScriptCall evalSha(Args args, boolean readOnly) {
    if (args.length(1) != SHA1_CHARS) {
      throw new CommandError(NO_SCRIPT);
    }
    ScriptArguments arguments = ScriptArguments.parse(args);
    Script script =
        services.cache().find(args.get(1).latin1()).orElseThrow(() -> new CommandError(NO_SCRIPT));
    return call(script, arguments, readOnly);
  }

  private ScriptCall call(Script script, ScriptArguments arguments, boolean readOnly) {
    if (!mayRun(script, readOnly)) {
      throw new CommandError(MAY_WRITE);
    }
    boolean mayNotWrite = readOnly || script.flags().contains(ScriptFlag.NO_WRITES);
    return new LuaCall(
        services,
        new LuaCall.Facts(ScriptCall.Kind.SCRIPT, script.sha1(), mayNotWrite, false),
        (engine, host) -> engine.eval(script, arguments.keys(), arguments.others(), host));
  }

  /** One that says what it does has to say that it does not write. */
  private static boolean mayRun(Script script, boolean readOnly) {
    return !readOnly || !script.declaresFlags() || script.flags().contains(ScriptFlag.NO_WRITES);
  }
}
