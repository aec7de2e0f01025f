package io.slotwise.protocol.resp;

import io.slotwise.protocol.Bytes;
import io.slotwise.protocol.Errors;
import io.slotwise.protocol.Reply;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads a whole reply back, in RESP2 or RESP3: for who asks another node and has to know what it
 * says. Whoever only passes replies on looks at {@link ReplyFrames}.
 */
public final class ReplyDecoder {

  private final Bytes encoded;
  private int at;

  private ReplyDecoder(Bytes encoded) {
    this.encoded = encoded;
  }

  /**
   * The reply. What RESP2 does not tell apart is the plainer kind: a double is a bulk string.
   *
   * @param encoded exactly one reply
   * @throws IllegalArgumentException when it is none
   */
  public static Reply decode(Bytes encoded) {
    ReplyDecoder decoder = new ReplyDecoder(encoded);
    Reply reply = decoder.next();
    if (decoder.at != encoded.length()) {
      throw new IllegalArgumentException("there is more than one reply");
    }
    return reply;
  }

  private Reply next() {
    char kind = (char) encoded.at(at++);
    String line = line();
    return switch (kind) {
      case '+' -> new Reply.Status(line);
      case '-' -> Errors.ofLine(line);
      case ':' -> new Reply.Int(Long.parseLong(line));
      case '_' -> Reply.Null.BULK;
      case '#' -> new Reply.Bool(line.equals("t"));
      case ',' -> new Reply.Dbl(number(line));
      case '(' -> new Reply.BigNumber(line);
      case '$' -> line.startsWith("-") ? Reply.Null.BULK : new Reply.Bulk(blob(line));
      case '=' -> verbatim(blob(line));
      case '!' -> Errors.ofLine(blob(line).latin1());
      case '*' -> line.startsWith("-") ? Reply.Null.ARRAY : new Reply.Array(elements(line, 1));
      case '~' -> new Reply.SetOf(elements(line, 1));
      case '>' -> new Reply.Push(elements(line, 1));
      case '%' -> new Reply.MapOf(elements(line, 2));
      default -> throw new IllegalArgumentException("no reply begins with " + kind);
    };
  }

  private static double number(String line) {
    return switch (line) {
      case "inf" -> Double.POSITIVE_INFINITY;
      case "-inf" -> Double.NEGATIVE_INFINITY;
      case "nan" -> Double.NaN;
      default -> Double.parseDouble(line);
    };
  }

  private static Reply verbatim(Bytes blob) {
    return new Reply.Verbatim(blob.slice(0, 3).latin1(), blob.slice(4, blob.length()));
  }

  private List<Reply> elements(String line, int each) {
    int count = each * Integer.parseInt(line);
    List<Reply> elements = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      elements.add(next());
    }
    return elements;
  }

  private Bytes blob(String line) {
    int from = at;
    at += Integer.parseInt(line) + 2;
    return encoded.slice(from, at - 2);
  }

  private String line() {
    int from = at;
    while (encoded.at(at) != '\n') {
      at++;
    }
    at++;
    return encoded.slice(from, at - 2).latin1();
  }
}
