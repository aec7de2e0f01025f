package io.slotwise.scripting.source;

/**
 * A word of a script.
 *
 * @param text as it stands in the source, for messages
 * @param value the name or the bytes of a string (one char each), or the number
 * @param line on which it ends
 */
record Token(Kind kind, String text, Object value, int line) {

  enum Kind {
    NAME("<name>"),
    STRING("<string>"),
    NUMBER("<number>"),
    END_OF_FILE("<eof>"),
    /** A keyword, an operator, or any other single character. */
    SYMBOL(null);

    private final String shown;

    Kind(String shown) {
      this.shown = shown;
    }

    String shown() {
      return shown;
    }
  }

  boolean is(String symbol) {
    return kind == Kind.SYMBOL && text.equals(symbol);
  }

  /** As messages show it after "near". */
  String near() {
    if (kind == Kind.END_OF_FILE) {
      return kind.shown();
    }
    if (kind == Kind.SYMBOL && text.length() == 1 && Character.isISOControl(text.charAt(0))) {
      return "char(" + (int) text.charAt(0) + ")";
    }
    int nul = text.indexOf('\0');
    return nul < 0 ? text : text.substring(0, nul);
  }
}
