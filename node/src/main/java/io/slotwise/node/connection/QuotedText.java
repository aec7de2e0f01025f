package io.slotwise.node.connection;

import io.slotwise.protocol.Bytes;

/** Bytes between double quotes with escapes for what does not print, as MONITOR shows them. */
final class QuotedText {

  private static final String HEX = "0123456789abcdef";

  private QuotedText() {}

  static void append(StringBuilder text, Bytes bytes) {
    text.append('"');
    for (int i = 0; i < bytes.length(); i++) {
      appendByte(text, bytes.at(i));
    }
    text.append('"');
  }

  private static void appendByte(StringBuilder text, byte b) {
    switch (b) {
      case '\\', '"' -> text.append('\\').append((char) b);
      case '\n' -> text.append("\\n");
      case '\r' -> text.append("\\r");
      case '\t' -> text.append("\\t");
      case 7 -> text.append("\\a");
      case '\b' -> text.append("\\b");
      default -> {
        if (b >= ' ' && b <= '~') {
          text.append((char) b);
        } else {
          text.append("\\x").append(HEX.charAt((b >> 4) & 15)).append(HEX.charAt(b & 15));
        }
      }
    }
  }
}
