package io.slotwise.scripting;

import io.slotwise.protocol.Bytes;
import io.slotwise.scripting.source.ScriptCompiler;
import io.slotwise.scripting.source.SyntaxException;
import io.slotwise.scripting.vm.Code;
import java.util.Optional;
import java.util.Set;

/**
 * A library of functions as FUNCTION LOAD takes it: compiled, but not yet run. Never changes; every
 * engine runs it once for itself, when a function of it is first called there.
 */
public final class FunctionLibrary {

  static final String CHUNK_NAME = "user_function";

  /**
   * One function of a library.
   *
   * @param description what its author says of it, if anything
   */
  public record Function(String name, Optional<Bytes> description, Set<ScriptFlag> flags) {}

  private final String name;
  private final Bytes text;
  private final Code code;

  private FunctionLibrary(String name, Bytes text, Code code) {
    this.name = name;
    this.text = text;
    this.code = code;
  }

  /** Reads the first line and compiles the rest. */
  public static FunctionLibrary compile(Bytes text) throws ScriptException {
    String latin1 = text.latin1();
    if (!latin1.startsWith("#!")) {
      throw new ScriptException("Missing library metadata");
    }
    int end = latin1.indexOf('\n');
    if (end < 0) {
      throw new ScriptException("Invalid library metadata");
    }
    String name = Shebang.libraryName(latin1.substring(0, end));
    try {
      byte[] body = text.slice(end, text.length()).toArray();
      return new FunctionLibrary(
          name, text.compact(), ScriptCompiler.compile(CHUNK_NAME, "@" + CHUNK_NAME, body));
    } catch (SyntaxException e) {
      throw new ScriptException("Error compiling function: " + e.getMessage());
    }
  }

  public String name() {
    return name;
  }

  /** The whole text, first line included. */
  public Bytes text() {
    return text;
  }

  Code code() {
    return code;
  }
}
