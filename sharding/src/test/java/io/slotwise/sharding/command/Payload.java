package io.slotwise.sharding.command;

import io.slotwise.protocol.Bytes;
import io.slotwise.protocol.Crc64;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** DUMP payloads put together byte by byte, as old versions of Redis wrote them. */
final class Payload {

  private static final int VERSION = 9;

  private Payload() {}

  /** The body with a right footer, as a word for {@link CommandHarness#words}. */
  static String of(String body) {
    byte[] bytes = latin1(body);
    ByteBuffer payload = ByteBuffer.allocate(bytes.length + 10).order(ByteOrder.LITTLE_ENDIAN);
    payload.put(bytes).putShort((short) VERSION);
    payload.putLong(Crc64.of(payload.array(), 0, payload.position()));
    return ReplyText.quoted(Bytes.wrap(payload.array()));
  }

  /** A type byte and strings. */
  static String of(int type, String... strings) {
    StringBuilder body = new StringBuilder().append((char) type);
    for (String string : strings) {
      body.append(string(string));
    }
    return of(body.toString());
  }

  /** A length and the bytes. */
  static String string(String text) {
    return length(text.length()) + text;
  }

  static String length(int length) {
    return length < 64
        ? String.valueOf((char) length)
        : String.valueOf((char) (0x40 | length >> 8)) + (char) (length & 0xff);
  }

  /** A number, the lowest byte first. */
  static String littleEndian(long number, int bytes) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < bytes; i++) {
      text.append((char) (number >> 8 * i & 0xff));
    }
    return text.toString();
  }

  /**
   * A ziplist.
   *
   * @param elements each with its encoding in front
   */
  static String ziplist(List<String> elements) {
    StringBuilder body = new StringBuilder();
    int before = 0;
    int last = 10;
    for (String element : elements) {
      last = 10 + body.length();
      String lengthBefore =
          before < 254 ? String.valueOf((char) before) : '\u00fe' + littleEndian(before, 4);
      body.append(lengthBefore).append(element);
      before = lengthBefore.length() + element.length();
    }
    return littleEndian(body.length() + 11, 4)
        + littleEndian(last, 4)
        + littleEndian(elements.size(), 2)
        + body
        + '\u00ff';
  }

  /** A short string as an element of a ziplist. */
  static String inZiplist(String text) {
    return text.length() < 64
        ? (char) text.length() + text
        : String.valueOf((char) (0x40 | text.length() >> 8)) + (char) (text.length() & 0xff) + text;
  }

  /** Integers of all lengths as elements of a ziplist: 5, -2, 1000, -100000, 10^9, -10^12. */
  static List<String> integersInZiplist() {
    return List.of(
        "\u00f6",
        "\u00fe\u00fe",
        "\u00c0" + littleEndian(1000, 2),
        "\u00f0" + littleEndian(-100_000, 3),
        "\u00d0" + littleEndian(1_000_000_000, 4),
        "\u00e0" + littleEndian(-1_000_000_000_000L, 8));
  }

  private static byte[] latin1(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }
}
