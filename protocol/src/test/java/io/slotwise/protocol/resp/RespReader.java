package io.slotwise.protocol.resp;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * RESP2 and RESP3 read back into text, independently of the encoder: the other side of the tests.
 */
final class RespReader {

  private final byte[] data;
  private int at;

  RespReader(byte[] data) {
    this.data = data;
  }

  /** All values, one after the other, as {@code type(content)}. */
  List<String> all() {
    List<String> values = new ArrayList<>();
    while (at < data.length) {
      values.add(value());
    }
    return values;
  }

  private String value() {
    char type = (char) data[at];
    String head = line();
    return switch (type) {
      case '+', '-', ':', ',', '#', '(', '_' -> type + "(" + head.substring(1) + ")";
      case '$', '=' -> head.equals("$-1") ? "$nil" : type + "(" + blob(number(head)) + ")";
      case '*', '~', '>' -> head.equals("*-1") ? "*nil" : type + elements(number(head));
      case '%' -> type + elements(2 * number(head));
      default -> throw new AssertionError("no such type: " + head + " at " + at);
    };
  }

  private String elements(int count) {
    List<String> values = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      values.add(value());
    }
    return values.toString();
  }

  private static int number(String head) {
    return Integer.parseInt(head.substring(1));
  }

  private String line() {
    int from = at;
    while (data[at] != '\r') {
      if (data[at] == '\n') {
        throw new AssertionError("a line feed inside a line at " + at);
      }
      at++;
    }
    at += 2;
    return new String(data, from, at - 2 - from, StandardCharsets.ISO_8859_1);
  }

  private String blob(int size) {
    String text = new String(data, at, size, StandardCharsets.ISO_8859_1);
    at += size;
    if (data[at] != '\r' || data[at + 1] != '\n') {
      throw new AssertionError("no line end behind a blob at " + at);
    }
    at += 2;
    return text;
  }
}
