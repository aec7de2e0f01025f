package io.slotwise.scripting.lib;

import io.slotwise.scripting.vm.CNumberFormat;
import io.slotwise.scripting.vm.Frame;
import io.slotwise.scripting.vm.LuaNumbers;
import io.slotwise.scripting.vm.LuaString;
import io.slotwise.scripting.vm.Operations;
import java.util.Locale;

/** {@code string.format}: C's printf. */
final class StringFormat {

  private static final String FLAGS = "-+ #0";
  private static final int UNCUT_LENGTH_MIN = 100;
  private static final double TWO_63 = 0x1p63;

  /** What stands between the percent sign and the letter. */
  private record Spec(String flags, int width, int precision) {
    boolean has(char flag) {
      return flags.indexOf(flag) >= 0;
    }

    boolean hasPrecision() {
      return precision >= 0;
    }
  }

  private final Frame frame;
  private final LuaString format;
  private final Operations.Builder out;
  private int at;

  private StringFormat(Frame frame) {
    this.frame = frame;
    this.format = frame.checkString(1);
    this.out = new Operations.Builder(frame.state());
  }

  static Object format(Frame frame) {
    return new StringFormat(frame).run();
  }

  private LuaString run() {
    int argument = 1;
    while (at < format.length()) {
      int c = format.at(at++);
      if (c != '%') {
        out.add(c);
      } else if (peek() == '%') {
        out.add('%');
        at++;
      } else {
        item(++argument);
      }
    }
    return out.done();
  }

  private int peek() {
    return at < format.length() ? format.at(at) : 0;
  }

  private void item(int argument) {
    if (argument > frame.count()) {
      throw frame.argError(argument, "no value");
    }
    Spec spec = spec();
    int letter = peek();
    at++;
    switch (letter) {
      case 'c' -> {
        int c = (int) LuaNumbers.toLong(frame.checkNumber(argument)) & 0xff;
        // Written through a C string, which a NUL ends.
        out.add(pad(spec, c == 0 ? "" : String.valueOf((char) c), false));
      }
      case 'd', 'i' -> out.add(signed(spec, LuaNumbers.toLong(frame.checkNumber(argument))));
      case 'o', 'u', 'x', 'X' -> out.add(unsigned(spec, letter, frame.checkNumber(argument)));
      case 'e', 'E', 'f', 'g', 'G' -> out.add(floating(spec, letter, frame.checkNumber(argument)));
      case 'q' -> quoted(frame.checkString(argument));
      case 's' -> string(spec, frame.checkString(argument));
      default ->
          throw frame.error(
              "invalid option '%" + (letter == 0 ? "" : (char) letter) + "' to 'format'");
    }
  }

  private Spec spec() {
    int start = at;
    while (peek() != 0 && FLAGS.indexOf(peek()) >= 0) {
      at++;
    }
    if (at - start > FLAGS.length()) {
      throw frame.error("invalid format (repeated flags)");
    }
    String flags = format.sub(start, at).latin1();
    int width = digits();
    int precision = -1;
    if (peek() == '.') {
      at++;
      precision = Math.max(0, digits());
    }
    if (isDigit(peek())) {
      throw frame.error("invalid format (width or precision too long)");
    }
    return new Spec(flags, Math.max(0, width), precision);
  }

  /** At most two digits; -1 where there are none. */
  private int digits() {
    int value = -1;
    for (int i = 0; i < 2 && isDigit(peek()); i++) {
      value = Math.max(0, value) * 10 + peek() - '0';
      at++;
    }
    return value;
  }

  private static boolean isDigit(int c) {
    return c >= '0' && c <= '9';
  }

  private static String pad(Spec spec, String text, boolean zeros) {
    int missing = spec.width() - text.length();
    if (missing <= 0) {
      return text;
    }
    if (spec.has('-')) {
      return text + " ".repeat(missing);
    }
    if (!zeros || !spec.has('0')) {
      return " ".repeat(missing) + text;
    }
    int sign = 0;
    if (text.startsWith("-") || text.startsWith("+") || text.startsWith(" ")) {
      sign = 1;
    }
    if (text.regionMatches(true, sign, "0x", 0, 2)) {
      sign += 2;
    }
    return text.substring(0, sign) + "0".repeat(missing) + text.substring(sign);
  }

  private static String withSign(Spec spec, String text) {
    if (text.startsWith("-")) {
      return text;
    }
    return spec.has('+') ? "+" + text : spec.has(' ') ? " " + text : text;
  }

  private static String atLeast(int digits, String text) {
    return text.length() >= digits ? text : "0".repeat(digits - text.length()) + text;
  }

  private static String signed(Spec spec, long value) {
    String digits = value < 0 ? Long.toString(value).substring(1) : Long.toString(value);
    if (spec.precision() == 0 && value == 0) {
      digits = "";
    }
    digits = atLeast(spec.precision(), digits);
    return pad(spec, withSign(spec, value < 0 ? "-" + digits : digits), !spec.hasPrecision());
  }

  private static String unsigned(Spec spec, int letter, double number) {
    long value =
        number >= TWO_63
            ? LuaNumbers.toLong(number - TWO_63) ^ Long.MIN_VALUE
            : LuaNumbers.toLong(number);
    String digits =
        switch (letter) {
          case 'o' -> Long.toOctalString(value);
          case 'u' -> Long.toUnsignedString(value);
          case 'x' -> Long.toHexString(value);
          default -> Long.toHexString(value).toUpperCase(Locale.ROOT);
        };
    if (spec.precision() == 0 && value == 0) {
      digits = "";
    }
    digits = atLeast(spec.precision(), digits);
    if (spec.has('#') && letter == 'o' && !digits.startsWith("0")) {
      digits = "0" + digits;
    }
    if (spec.has('#') && value != 0 && letter != 'o' && letter != 'u') {
      digits = "0" + (char) letter + digits;
    }
    return pad(spec, digits, !spec.hasPrecision());
  }

  private static String floating(Spec spec, int letter, double number) {
    int precision = spec.hasPrecision() ? spec.precision() : 6;
    String text =
        switch (letter | 0x20) {
          case 'e' -> CNumberFormat.scientific(number, precision);
          case 'f' -> CNumberFormat.fixed(number, precision);
          default -> CNumberFormat.general(number, precision, spec.has('#'));
        };
    boolean finite = CNumberFormat.special(number) == null;
    if (spec.has('#') && finite && text.indexOf('.') < 0) {
      int exponent = text.indexOf('e');
      text =
          exponent < 0 ? text + "." : text.substring(0, exponent) + "." + text.substring(exponent);
    }
    if (letter == 'E' || letter == 'G') {
      text = text.toUpperCase(Locale.ROOT);
    }
    return pad(spec, withSign(spec, text), finite);
  }

  private void string(Spec spec, LuaString value) {
    if (!spec.hasPrecision() && value.length() >= UNCUT_LENGTH_MIN) {
      out.add(value);
      return;
    }
    String text = value.upToNul();
    if (spec.hasPrecision() && spec.precision() < text.length()) {
      text = text.substring(0, spec.precision());
    }
    out.add(pad(spec, text, false));
  }

  private void quoted(LuaString value) {
    out.add('"');
    for (int i = 0; i < value.length(); i++) {
      int c = value.at(i);
      switch (c) {
        case '"', '\\', '\n' -> out.add('\\').add(c);
        case '\r' -> out.add("\\r");
        case 0 -> out.add("\\000");
        default -> out.add(c);
      }
    }
    out.add('"');
  }
}
