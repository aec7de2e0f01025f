package io.slotwise.scripting.lib;

import io.slotwise.scripting.vm.Frame;
import io.slotwise.scripting.vm.LightUserdata;
import io.slotwise.scripting.vm.LuaError;
import io.slotwise.scripting.vm.LuaNumbers;
import io.slotwise.scripting.vm.LuaString;
import io.slotwise.scripting.vm.LuaTable;
import io.slotwise.scripting.vm.Operations;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code cjson.decode}, as lenient as its model: numbers are whatever C's strtod reads. */
final class CjsonDecoder {

  private enum Token {
    OBJ_BEGIN,
    OBJ_END,
    ARR_BEGIN,
    ARR_END,
    STRING,
    NUMBER,
    BOOLEAN,
    NULL,
    COLON,
    COMMA,
    END,
    ERROR
  }

  private static final int PLACE_FOR_FIRST = 1;
  private static final Pattern NUMBER =
      Pattern.compile(
          "[+-]?(?:0[xX](?:[0-9a-fA-F]+\\.?[0-9a-fA-F]*|\\.[0-9a-fA-F]+)(?:[pP][+-]?[0-9]+)?"
              + "|(?:[0-9]+\\.?[0-9]*|\\.[0-9]+)(?:[eE][+-]?[0-9]+)?"
              + "|(?i:infinity|inf|nan))");
  private static final Pattern INVALID_NUMBER =
      Pattern.compile("\\+.*|-?(?:0[xX0-9].*|(?i:inf|nan).*)", Pattern.DOTALL);

  private final Frame frame;
  private final CjsonSettings settings;
  private final LuaString source;
  private final String text;
  private int at;
  private int depth;
  private int tokenAt;
  private Object tokenValue;
  private String tokenError;

  private CjsonDecoder(Frame frame, CjsonSettings settings) {
    this.frame = frame;
    this.settings = settings;
    this.source = frame.checkString(1);
    this.text = source.latin1();
  }

  static Object decode(Frame frame, CjsonSettings settings) {
    if (frame.count() != 1) {
      throw frame.argError(1, "expected 1 argument");
    }
    CjsonDecoder decoder = new CjsonDecoder(frame, settings);
    if (decoder.text.length() >= 2
        && (decoder.text.charAt(0) == 0 || decoder.text.charAt(1) == 0)) {
      throw frame.error("JSON parser does not support UTF-16 or UTF-32");
    }
    Object value = decoder.value(decoder.next());
    Token last = decoder.next();
    if (last != Token.END) {
      throw decoder.expected("the end", last);
    }
    return value;
  }

  private LuaError expected(String what, Token token) {
    String found = token == Token.ERROR ? tokenError : "T_" + token;
    return frame.error(
        "Expected "
            + what
            + " but found "
            + found
            + " at character "
            + (tokenAt + PLACE_FOR_FIRST));
  }

  // ------------------------------------------------------------------ values

  private Object value(Token token) {
    return switch (token) {
      case STRING, NUMBER, BOOLEAN -> tokenValue;
      case NULL -> LightUserdata.NULL;
      case OBJ_BEGIN -> object();
      case ARR_BEGIN -> array();
      default -> throw expected("value", token);
    };
  }

  private void descend() {
    frame.state().spend(1);
    if (++depth > settings.decodeDepthMax) {
      throw frame.error("Found too many nested data structures (" + depth + ") at character " + at);
    }
  }

  private LuaTable object() {
    descend();
    LuaTable table = frame.state().newTable();
    Token token = next();
    while (token != Token.OBJ_END) {
      if (token != Token.STRING) {
        throw expected("object key string", token);
      }
      Object key = tokenValue;
      token = next();
      if (token != Token.COLON) {
        throw expected("colon", token);
      }
      Operations.rawSet(frame.state(), table, key, value(next()));
      token = next();
      if (token == Token.OBJ_END) {
        break;
      }
      if (token != Token.COMMA) {
        throw expected("comma or object end", token);
      }
      token = next();
      if (token == Token.OBJ_END) {
        throw expected("object key string", token);
      }
    }
    depth--;
    return table;
  }

  private LuaTable array() {
    descend();
    LuaTable table = frame.state().newTable();
    Token token = next();
    if (token == Token.ARR_END) {
      depth--;
      return table;
    }
    for (long i = 1; ; i++) {
      table.set(i, value(token));
      token = next();
      if (token == Token.ARR_END) {
        depth--;
        return table;
      }
      if (token != Token.COMMA) {
        throw expected("comma or array end", token);
      }
      token = next();
    }
  }

  // ------------------------------------------------------------------ tokens

  private int peek() {
    return at < text.length() ? text.charAt(at) : 0;
  }

  private Token error(String what) {
    tokenAt = at;
    tokenError = what;
    return Token.ERROR;
  }

  private Token single(Token token) {
    at++;
    return token;
  }

  private Token next() {
    while (peek() == ' ' || peek() == '\t' || peek() == '\n' || peek() == '\r') {
      at++;
    }
    tokenAt = at;
    int c = peek();
    return switch (c) {
      case 0 -> Token.END;
      case '{' -> single(Token.OBJ_BEGIN);
      case '}' -> single(Token.OBJ_END);
      case '[' -> single(Token.ARR_BEGIN);
      case ']' -> single(Token.ARR_END);
      case ':' -> single(Token.COLON);
      case ',' -> single(Token.COMMA);
      case '"' -> string();
      default -> word(c);
    };
  }

  private Token word(int c) {
    boolean digit = c == '-' || c >= '0' && c <= '9';
    if (digit) {
      return settings.decodeInvalid || !isInvalidNumber() ? number() : error("invalid number");
    }
    if (text.startsWith("true", at) || text.startsWith("false", at)) {
      boolean value = c == 't';
      at += value ? 4 : 5;
      tokenValue = value;
      return Token.BOOLEAN;
    }
    if (text.startsWith("null", at)) {
      at += 4;
      return Token.NULL;
    }
    return settings.decodeInvalid && isInvalidNumber() ? number() : error("invalid token");
  }

  private boolean isInvalidNumber() {
    return INVALID_NUMBER.matcher(text).region(at, Math.min(text.length(), at + 8)).matches();
  }

  private Token number() {
    Matcher matcher = NUMBER.matcher(text).region(at, text.length());
    if (!matcher.lookingAt()) {
      return error("invalid number");
    }
    tokenValue = LuaNumbers.parse(matcher.group());
    at = matcher.end();
    return Token.NUMBER;
  }

  private Token string() {
    at++;
    Operations.Builder value = new Operations.Builder(frame.state());
    while (peek() != '"') {
      int c = peek();
      if (c == 0) {
        return error("unexpected end of string");
      }
      if (c != '\\') {
        value.add(c);
        at++;
        continue;
      }
      int escape = at + 1 < text.length() ? text.charAt(at + 1) : 0;
      if (escape == 'u') {
        if (!unicode(value)) {
          return error("invalid unicode escape code");
        }
        continue;
      }
      int plain = "\"\\/btnfr".indexOf(escape);
      if (escape == 0 || plain < 0) {
        return error("invalid escape code");
      }
      value.add("\"\\/\b\t\n\f\r".charAt(plain));
      at += 2;
    }
    at++;
    tokenValue = value.done();
    return Token.STRING;
  }

  private boolean unicode(Operations.Builder value) {
    int code = hex(at + 2);
    int length = 6;
    if (code < 0) {
      return false;
    }
    if ((code & 0xf800) == 0xd800) {
      boolean high = (code & 0x400) == 0;
      int low = text.startsWith("\\u", at + length) ? hex(at + length + 2) : -1;
      if (!high || low < 0 || (low & 0xfc00) != 0xdc00) {
        return false;
      }
      code = ((code & 0x3ff) << 10 | low & 0x3ff) + 0x10000;
      length += 6;
    }
    byte[] utf8 = new String(Character.toChars(code)).getBytes(StandardCharsets.UTF_8);
    value.add(utf8, 0, utf8.length);
    at += length;
    return true;
  }

  private int hex(int from) {
    int value = 0;
    for (int i = from; i < from + 4; i++) {
      int digit =
          i < text.length() && text.charAt(i) < 0x80 ? Character.digit(text.charAt(i), 16) : -1;
      if (digit < 0) {
        return -1;
      }
      value = value << 4 | digit;
    }
    return value;
  }
}
