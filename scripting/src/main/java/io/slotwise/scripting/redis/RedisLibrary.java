package io.slotwise.scripting.redis;

import io.slotwise.protocol.Bytes;
import io.slotwise.protocol.Errors;
import io.slotwise.protocol.Reply;
import io.slotwise.scripting.RedisCalls;
import io.slotwise.scripting.vm.CNumberFormat;
import io.slotwise.scripting.vm.Frame;
import io.slotwise.scripting.vm.LuaError;
import io.slotwise.scripting.vm.LuaNumbers;
import io.slotwise.scripting.vm.LuaState;
import io.slotwise.scripting.vm.LuaString;
import io.slotwise.scripting.vm.LuaTable;
import io.slotwise.scripting.vm.NativeFunction;
import io.slotwise.scripting.vm.Operations;
import java.io.ByteArrayOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/** {@code redis}: how scripts reach the server. */
public final class RedisLibrary {

  /** What a script may be told; the version is the oracle's. */
  private static final String VERSION = "7.0.15";

  private static final int VERSION_NUMBER = 0x0007000f;
  private static final int REPLICATE_ALL = 3;
  private static final int NUMBER_DIGITS = 17;
  private static final String ARGUMENTS_WRONG = "wrong number or type of arguments";

  private final LuaState state;
  private RedisCalls calls;
  private boolean resp3;

  public RedisLibrary(LuaState state) {
    this.state = state;
  }

  /** Before every run: the script sees RESP2's types again. */
  public void begin(RedisCalls newCalls) {
    calls = newCalls;
    resp3 = false;
  }

  public boolean isResp3() {
    return resp3;
  }

  /** What scripts for EVAL see. */
  public LuaTable forScripts() {
    LuaTable table = forFunctions();
    put(table, "breakpoint", f -> Boolean.FALSE);
    put(table, "debug", f -> NativeFunction.NOTHING);
    put(table, "replicate_commands", f -> Boolean.TRUE);
    return table;
  }

  /** What functions see when they are called. */
  public LuaTable forFunctions() {
    LuaTable table = whileLoading();
    put(table, "call", f -> call(f, true));
    put(table, "pcall", f -> call(f, false));
    put(table, "error_reply", this::errorReply);
    put(table, "status_reply", this::statusReply);
    put(table, "sha1hex", this::sha1Hex);
    put(table, "setresp", this::setResp);
    put(table, "set_repl", this::setReplication);
    put(table, "acl_check_cmd", this::checkAcl);
    table.put("REPL_NONE", 0.0);
    table.put("REPL_AOF", 1.0);
    table.put("REPL_SLAVE", 2.0);
    table.put("REPL_REPLICA", 2.0);
    table.put("REPL_ALL", (double) REPLICATE_ALL);
    return table;
  }

  /** What a library sees while it loads, but for {@code register_function}. */
  public LuaTable whileLoading() {
    LuaTable table = new LuaTable();
    put(table, "log", this::log);
    for (RedisCalls.LogLevel level : RedisCalls.LogLevel.values()) {
      table.put("LOG_" + level, (double) level.ordinal());
    }
    table.put("REDIS_VERSION", LuaString.of(VERSION));
    table.put("REDIS_VERSION_NUM", (double) VERSION_NUMBER);
    return table;
  }

  private static void put(LuaTable table, String name, NativeFunction.Body body) {
    table.put(name, new NativeFunction(body));
  }

  // ------------------------------------------------------------------ errors

  /** Raises an error of the library's own: without a place, as a table. */
  public static LuaError raise(LuaState state, String message) {
    return new LuaError(ReplyToLua.errorTable(state, Errors.err(message)));
  }

  private LuaTable errorTable(String message) {
    return ReplyToLua.errorTable(state, Errors.err(message));
  }

  /**
   * Redis's reading of an error that a script words: {@code -CODE text}, or a text that gets the
   * code ERR.
   */
  private static String errorLine(LuaString text) {
    String line = text.latin1();
    if (line.startsWith("-")) {
      line = line.substring(1);
    }
    int end = line.length();
    while (end > 0 && (line.charAt(end - 1) == '\n' || line.charAt(end - 1) == '\r')) {
      end--;
    }
    line = line.substring(0, end);
    return line.indexOf(' ') < 0 ? "ERR " + line : line;
  }

  // ------------------------------------------------------------------ commands

  private Object call(Frame f, boolean raises) {
    List<Bytes> words = new ArrayList<>(f.count());
    String wrong = readWords(f, words);
    Reply reply = wrong == null ? calls.call(words) : null;
    if (reply == null || reply instanceof Reply.Error) {
      LuaTable error =
          reply == null ? errorTable(wrong) : (LuaTable) reply.accept(new ReplyToLua(state, resp3));
      if (raises) {
        throw new LuaError(error);
      }
      return error;
    }
    return reply.accept(new ReplyToLua(state, resp3));
  }

  /** Fills the list; answers what is wrong, or null. */
  private static String readWords(Frame f, List<Bytes> words) {
    if (f.count() == 0) {
      return "Please specify at least one argument for this redis lib call";
    }
    for (int i = 1; i <= f.count(); i++) {
      Object value = f.arg(i);
      if (value instanceof LuaString string) {
        words.add(Bytes.wrap(string.array()));
      } else if (value instanceof Double number) {
        words.add(Bytes.of(CNumberFormat.general(number, NUMBER_DIGITS)));
      } else {
        return "Lua redis lib command arguments must be strings or integers";
      }
    }
    return null;
  }

  private Object checkAcl(Frame f) {
    List<Bytes> words = new ArrayList<>(f.count());
    String wrong = readWords(f, words);
    if (wrong != null) {
      throw raise(state, wrong);
    }
    Optional<Boolean> allowed = calls.allows(words);
    return allowed.orElseThrow(
        () -> raise(state, "Invalid command passed to redis.acl_check_cmd()"));
  }

  private Object errorReply(Frame f) {
    if (f.count() != 1 || !(f.arg(1) instanceof LuaString text)) {
      return errorTable(ARGUMENTS_WRONG);
    }
    LuaTable table = state.newTable();
    table.put("err", LuaString.of(errorLine(text)));
    return table;
  }

  private Object statusReply(Frame f) {
    if (f.count() != 1 || !(f.arg(1) instanceof LuaString text)) {
      return errorTable(ARGUMENTS_WRONG);
    }
    LuaTable table = state.newTable();
    table.put("ok", text);
    return table;
  }

  // ------------------------------------------------------------------ the rest

  private Object sha1Hex(Frame f) {
    if (f.count() != 1) {
      throw raise(state, "wrong number of arguments");
    }
    LuaString text = Operations.toText(f.arg(1));
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-1").digest(text == null ? new byte[0] : text.array());
      return LuaString.of(HexFormat.of().formatHex(digest));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-1", e);
    }
  }

  private Object setResp(Frame f) {
    if (f.count() != 1) {
      throw raise(state, "redis.setresp() requires one argument.");
    }
    long version = toLong(f.arg(1));
    if (version != 2 && version != 3) {
      throw raise(state, "RESP version must be 2 or 3.");
    }
    resp3 = version == 3;
    calls.useResp((int) version);
    return NativeFunction.NOTHING;
  }

  private Object setReplication(Frame f) {
    if (f.count() != 1) {
      throw raise(state, "redis.set_repl() requires two arguments.");
    }
    long targets = toLong(f.arg(1));
    if ((targets & ~REPLICATE_ALL) != 0) {
      throw raise(
          state, "Invalid replication flags. Use REPL_AOF, REPL_REPLICA, REPL_ALL or REPL_NONE.");
    }
    calls.replicateTo((int) targets);
    return NativeFunction.NOTHING;
  }

  private static long toLong(Object value) {
    Double number = LuaNumbers.toNumber(value);
    return number == null ? 0 : LuaNumbers.toLong(number);
  }

  private Object log(Frame f) {
    if (f.count() < 2) {
      throw raise(state, "redis.log() requires two arguments or more.");
    }
    Double level = LuaNumbers.toNumber(f.arg(1));
    if (level == null) {
      throw raise(state, "First argument must be a number (log level).");
    }
    RedisCalls.LogLevel[] levels = RedisCalls.LogLevel.values();
    if (level < 0 || level >= levels.length) {
      throw raise(state, "Invalid debug level.");
    }
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int i = 2; i <= f.count(); i++) {
      LuaString part = Operations.toText(f.arg(i));
      if (part != null) {
        if (i > 2) {
          line.write(' ');
        }
        line.writeBytes(part.array());
      }
    }
    calls.log(levels[level.intValue()], Bytes.wrap(line.toByteArray()));
    return NativeFunction.NOTHING;
  }
}
