package io.slotwise.scripting;

import io.slotwise.protocol.Bytes;
import io.slotwise.scripting.source.ScriptCompiler;
import io.slotwise.scripting.source.SyntaxException;
import io.slotwise.scripting.vm.Code;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.Set;

/**
 * A compiled script for EVAL. Never changes; every engine may run it.
 *
 * @param sha1 of the whole text, in lower-case hexadecimal
 * @param flags what its first line declares
 * @param declaresFlags whether it has such a line; one without is held to the older rules
 */
public record Script(
    String sha1, Bytes text, Set<ScriptFlag> flags, boolean declaresFlags, Code code) {

  static final String CHUNK_NAME = "user_script";

  /** Compiles a text. */
  public static Script compile(Bytes text) throws ScriptException {
    byte[] body = text.toArray();
    Set<ScriptFlag> flags = EnumSet.noneOf(ScriptFlag.class);
    boolean declares = body.length > 1 && body[0] == '#' && body[1] == '!';
    if (declares) {
      int end = text.latin1().indexOf('\n');
      if (end < 0) {
        throw new ScriptException("Invalid script shebang");
      }
      flags = Shebang.scriptFlags(text.slice(0, end).latin1());
      // The line feed stays, so that lines keep their numbers.
      body = text.slice(end, text.length()).toArray();
    }
    try {
      Code code = ScriptCompiler.compile(CHUNK_NAME, "@" + CHUNK_NAME, body);
      return new Script(sha1(text), text.compact(), Set.copyOf(flags), declares, code);
    } catch (SyntaxException e) {
      throw new ScriptException("Error compiling script (new function): " + e.getMessage());
    }
  }

  /** The name by which EVALSHA knows a text. */
  public static String sha1(Bytes text) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-1");
      digest.update(text.array(), text.offset(), text.length());
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-1", e);
    }
  }
}
