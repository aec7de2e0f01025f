package io.slotwise.scripting.source;

import io.slotwise.scripting.vm.Code;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.luaj.vm2.LocVars;
import org.luaj.vm2.LuaError;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Prototype;
import org.luaj.vm2.Upvaldesc;
import org.luaj.vm2.compiler.LuaC;

/**
 * Text to instructions. {@link Grammar} reads the text as Lua 5.1, LuaJ's compiler makes Lua 5.2's
 * instructions of it, and those are taken over with values of our own: nothing of LuaJ is left when
 * a script runs.
 */
public final class ScriptCompiler {

  /** What Lua's byte code begins with. */
  private static final byte BINARY_MARK = 0x1b;

  private final CheckedSource source;
  private final String chunkName;
  private final String sourceName;
  private int functionCount;

  private ScriptCompiler(CheckedSource source, String chunkName, String sourceName) {
    this.source = source;
    this.chunkName = chunkName;
    this.sourceName = sourceName;
  }

  /**
   * @param name of the chunk, as messages show it
   * @param source of the chunk, as debug information shows it
   */
  public static Code compile(String name, String source, byte[] text) throws SyntaxException {
    if (text.length > 0 && text[0] == BINARY_MARK) {
      throw new SyntaxException("attempt to load chunk with wrong mode");
    }
    CheckedSource checked = Grammar.check(name, new String(text, StandardCharsets.ISO_8859_1));
    try {
      byte[] rewritten = checked.text().getBytes(StandardCharsets.ISO_8859_1);
      Prototype prototype = LuaC.instance.compile(new ByteArrayInputStream(rewritten), "@" + name);
      return new ScriptCompiler(checked, name, source).translate(prototype);
    } catch (LuaError e) {
      throw new SyntaxException(e.getMessage());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (StackOverflowError e) {
      throw new SyntaxException(name + ":1: chunk has too many syntax levels");
    }
  }

  private Code translate(Prototype prototype) {
    Object[] constants = new Object[prototype.k.length];
    for (int i = 0; i < constants.length; i++) {
      constants[i] = constant(prototype.k[i]);
    }
    Code[] functions = new Code[prototype.p.length];
    for (int i = 0; i < functions.length; i++) {
      functions[i] = nested(prototype.p[i]);
    }
    return new Code(
        prototype.code,
        constants,
        functions,
        prototype.lineinfo,
        upValues(prototype),
        locals(prototype),
        chunkName,
        sourceName,
        prototype.linedefined,
        prototype.numparams,
        prototype.is_vararg != 0,
        Math.max(2, prototype.maxstacksize));
  }

  private Code nested(Prototype prototype) {
    CheckedSource.Variadic variadic = source.function(functionCount++);
    if (variadic.takesMore()) {
      prototype.code[0] =
          variadic.usesDots() ? Code.loadNil(prototype.code[0]) : Code.argTable(prototype.code[0]);
    }
    return translate(prototype);
  }

  private static Object constant(LuaValue value) {
    return switch (value.type()) {
      case LuaValue.TNIL -> null;
      case LuaValue.TBOOLEAN -> value.toboolean();
      // The step of a loop that names none.
      case LuaValue.TNUMBER -> value.todouble();
      default -> CheckedSource.constant(text((org.luaj.vm2.LuaString) value));
    };
  }

  private static String text(org.luaj.vm2.LuaString string) {
    return new String(
        string.m_bytes, string.m_offset, string.m_length, StandardCharsets.ISO_8859_1);
  }

  private static Code.UpValueSource[] upValues(Prototype prototype) {
    Code.UpValueSource[] result = new Code.UpValueSource[prototype.upvalues.length];
    for (int i = 0; i < result.length; i++) {
      Upvaldesc upValue = prototype.upvalues[i];
      String name = upValue.name == null ? "?" : CheckedSource.originalName(text(upValue.name));
      result[i] = new Code.UpValueSource(name, upValue.instack, upValue.idx);
    }
    return result;
  }

  private static Code.Local[] locals(Prototype prototype) {
    Code.Local[] result = new Code.Local[prototype.locvars.length];
    for (int i = 0; i < result.length; i++) {
      LocVars local = prototype.locvars[i];
      String name = CheckedSource.originalName(text(local.varname));
      result[i] = new Code.Local(name, local.startpc, local.endpc);
    }
    return result;
  }
}
