package io.slotwise.scripting.lib;

import io.slotwise.scripting.vm.Events;
import io.slotwise.scripting.vm.Frame;
import io.slotwise.scripting.vm.LuaFunction;
import io.slotwise.scripting.vm.LuaState;
import io.slotwise.scripting.vm.LuaString;
import io.slotwise.scripting.vm.LuaTable;
import io.slotwise.scripting.vm.NativeFunction;
import io.slotwise.scripting.vm.Operations;

/** {@code string}: bytes, not characters, throughout. */
public final class StringLibrary {

  private static final String SPECIALS = "^$*+?.([%-";

  private StringLibrary() {}

  /** The library; every string of the state gets it as its methods. */
  public static LuaTable create(LuaState state) {
    NativeFunction matches = new NativeFunction(StringLibrary::gmatch);
    LuaTable table =
        new Library()
            .add("byte", StringLibrary::bytes)
            .add("char", StringLibrary::fromBytes)
            .add("dump", StringLibrary::dump)
            .add("find", f -> find(f, true))
            .add("format", StringFormat::format)
            .value("gfind", matches)
            .value("gmatch", matches)
            .add("gsub", StringLibrary::gsub)
            .add("len", f -> (double) f.checkString(1).length())
            .add("lower", f -> mapLetters(f, 'A', 'Z'))
            .add("match", f -> find(f, false))
            .add("rep", StringLibrary::repeat)
            .add("reverse", StringLibrary::reverse)
            .add("sub", StringLibrary::sub)
            .add("upper", f -> mapLetters(f, 'a', 'z'))
            .table();
    LuaTable metatable = new LuaTable();
    metatable.put(Events.INDEX.latin1(), table);
    state.setStringMetatable(metatable.setReadonly(true));
    return table;
  }

  /** A position from the end becomes one from the start; before the start is nowhere. */
  private static long position(long position, int length) {
    long from = position < 0 ? position + length + 1 : position;
    return Math.max(0, from);
  }

  private static Object sub(Frame f) {
    LuaString s = f.checkString(1);
    long from = Math.max(1, position(f.checkLong(2), s.length()));
    long to = Math.min(s.length(), position(f.optLong(3, -1), s.length()));
    if (from > to) {
      return LuaString.EMPTY;
    }
    f.state().gauge().charge(to - from);
    return s.sub((int) from - 1, (int) to);
  }

  private static Object bytes(Frame f) {
    LuaString s = f.checkString(1);
    long from = position(f.optLong(2, 1), s.length());
    long to = Math.min(s.length(), position(f.optLong(3, from), s.length()));
    from = Math.max(1, from);
    if (from > to) {
      return NativeFunction.NOTHING;
    }
    if (to - from + 1 > f.state().limits().stackValuesMax()) {
      throw f.error("stack overflow (string slice too long)");
    }
    Object[] values = new Object[(int) (to - from + 1)];
    for (int i = 0; i < values.length; i++) {
      values[i] = (double) s.at((int) from - 1 + i);
    }
    return values;
  }

  private static Object fromBytes(Frame f) {
    byte[] bytes = new byte[f.count()];
    for (int i = 0; i < bytes.length; i++) {
      int c = f.checkInt(i + 1);
      if ((c & 0xff) != c) {
        throw f.argError(i + 1, "invalid value");
      }
      bytes[i] = (byte) c;
    }
    return f.state().newString(bytes);
  }

  /** Byte code cannot be loaded, so none is handed out. */
  private static Object dump(Frame f) {
    f.checkFunction(1);
    throw f.error("unable to dump given function");
  }

  private static Object mapLetters(Frame f, char from, char to) {
    byte[] bytes = f.checkString(1).array().clone();
    for (int i = 0; i < bytes.length; i++) {
      if (bytes[i] >= from && bytes[i] <= to) {
        bytes[i] ^= 0x20;
      }
    }
    return f.state().newString(bytes);
  }

  private static Object reverse(Frame f) {
    LuaString s = f.checkString(1);
    byte[] bytes = new byte[s.length()];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) s.at(bytes.length - 1 - i);
    }
    return f.state().newString(bytes);
  }

  private static Object repeat(Frame f) {
    LuaString s = f.checkString(1);
    int times = f.checkInt(2);
    if (times <= 0 || s.length() == 0) {
      return LuaString.EMPTY;
    }
    long length = (long) s.length() * times;
    f.state().checkStringSize(length);
    byte[] bytes = new byte[(int) length];
    for (int at = 0; at < bytes.length; at += s.length()) {
      System.arraycopy(s.array(), 0, bytes, at, s.length());
    }
    return f.state().newString(bytes);
  }

  // ------------------------------------------------------------------ patterns

  private static Object find(Frame f, boolean wantsPlace) {
    LuaString s = f.checkString(1);
    LuaString p = f.checkString(2);
    long start = position(f.optLong(3, 1), s.length()) - 1;
    int from = (int) Math.min(Math.max(0, start), s.length());
    if (wantsPlace && (LuaState.isTrue(f.arg(4)) || isPlain(p))) {
      int found = indexOf(s, p, from);
      return found < 0 ? null : new Object[] {found + 1.0, (double) (found + p.length())};
    }
    boolean anchored = p.length() > 0 && p.at(0) == '^';
    LuaPattern pattern = new LuaPattern(f, s, p);
    for (int at = from; at <= s.length(); at++) {
      int end = pattern.match(at, anchored ? 1 : 0);
      if (end != LuaPattern.NO_MATCH) {
        return wantsPlace ? place(pattern, at, end) : pattern.captures(at, end);
      }
      if (anchored) {
        break;
      }
    }
    return null;
  }

  private static Object[] place(LuaPattern pattern, int from, int to) {
    Object[] captures = pattern.explicitCaptures();
    Object[] result = new Object[captures.length + 2];
    result[0] = from + 1.0;
    result[1] = (double) to;
    System.arraycopy(captures, 0, result, 2, captures.length);
    return result;
  }

  private static boolean isPlain(LuaString pattern) {
    String seen = pattern.upToNul();
    for (int i = 0; i < seen.length(); i++) {
      if (SPECIALS.indexOf(seen.charAt(i)) >= 0) {
        return false;
      }
    }
    return true;
  }

  private static int indexOf(LuaString text, LuaString part, int from) {
    return text.latin1().indexOf(part.latin1(), from);
  }

  private static Object gmatch(Frame f) {
    LuaString s = f.checkString(1);
    LuaString p = f.checkString(2);
    int[] next = {0};
    return new NativeFunction(
        inner -> {
          LuaPattern pattern = new LuaPattern(inner, s, p);
          for (int at = next[0]; at <= s.length(); at++) {
            int end = pattern.match(at, 0);
            if (end != LuaPattern.NO_MATCH) {
              next[0] = end == at ? end + 1 : end;
              return pattern.captures(at, end);
            }
          }
          next[0] = s.length() + 1;
          return null;
        });
  }

  private static Object gsub(Frame f) {
    LuaString s = f.checkString(1);
    LuaString p = f.checkString(2);
    Object replacement = f.arg(3);
    if (!(replacement instanceof LuaString
        || replacement instanceof Double
        || replacement instanceof LuaTable
        || replacement instanceof LuaFunction)) {
      throw f.argError(3, "string/function/table expected");
    }
    boolean anchored = p.length() > 0 && p.at(0) == '^';
    int times = (int) f.optLong(4, s.length() + 1L);
    LuaPattern pattern = new LuaPattern(f, s, p);
    Operations.Builder out = new Operations.Builder(f.state());
    int at = 0;
    int done = 0;
    while (done < times) {
      int end = pattern.match(at, anchored ? 1 : 0);
      if (end != LuaPattern.NO_MATCH) {
        done++;
        addReplacement(f, out, pattern, replacement, s, at, end);
      }
      if (end != LuaPattern.NO_MATCH && end > at) {
        at = end;
      } else if (at < s.length()) {
        out.add(s.at(at++));
      } else {
        break;
      }
      if (anchored) {
        break;
      }
    }
    out.add(s.array(), at, s.length() - at);
    return new Object[] {out.done(), (double) done};
  }

  private static void addReplacement(
      Frame f,
      Operations.Builder out,
      LuaPattern pattern,
      Object replacement,
      LuaString s,
      int from,
      int to) {
    LuaString template = Operations.toText(replacement);
    if (template != null) {
      addTemplate(out, pattern, template, s, from, to);
      return;
    }
    Object value =
        replacement instanceof LuaTable
            ? Operations.index(f.state(), replacement, pattern.capture(0, from, to))
            : LuaState.first(f.state().call(replacement, pattern.captures(from, to)));
    if (!LuaState.isTrue(value)) {
      out.add(s.array(), from, to - from);
      return;
    }
    LuaString text = Operations.toText(value);
    if (text == null) {
      throw f.error("invalid replacement value (a " + LuaState.typeName(value) + ")");
    }
    out.add(text);
  }

  private static void addTemplate(
      Operations.Builder out,
      LuaPattern pattern,
      LuaString template,
      LuaString s,
      int from,
      int to) {
    for (int i = 0; i < template.length(); i++) {
      int c = template.at(i);
      if (c != '%') {
        out.add(c);
        continue;
      }
      i++;
      int what = i < template.length() ? template.at(i) : 0;
      if (what < '0' || what > '9') {
        out.add(what);
      } else if (what == '0') {
        out.add(s.array(), from, to - from);
      } else {
        out.add(Operations.toText(pattern.capture(what - '1', from, to)));
      }
    }
  }
}
