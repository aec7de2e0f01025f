package io.slotwise.sharding.command;

import io.slotwise.protocol.Bytes;
import io.slotwise.protocol.Reply;
import io.slotwise.protocol.resp.DoubleText;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Replies as RESP2 clients see them, in one line that reads like redis-cli's. */
public final class ReplyText implements Reply.Visitor<String> {

  private static final ReplyText INSTANCE = new ReplyText();

  private ReplyText() {}

  public static String of(Reply reply) {
    return reply.accept(INSTANCE);
  }

  /** Bytes between quotes, what is not printable ASCII as {@code \xff}. */
  public static String quoted(Bytes bytes) {
    StringBuilder text = new StringBuilder("\"");
    for (int i = 0; i < bytes.length(); i++) {
      int c = bytes.at(i) & 0xff;
      if (c >= ' ' && c < 127 && c != '"' && c != '\\') {
        text.append((char) c);
      } else {
        text.append("\\x").append(Character.forDigit(c >> 4, 16));
        text.append(Character.forDigit(c & 15, 16));
      }
    }
    return text.append('"').toString();
  }

  static String list(List<String> elements) {
    return elements.stream().collect(Collectors.joining(", ", "[", "]"));
  }

  private String all(List<Reply> replies) {
    return list(replies.stream().map(reply -> reply.accept(this)).toList());
  }

  @Override
  public String status(Reply.Status reply) {
    return reply.text();
  }

  @Override
  public String bulk(Reply.Bulk reply) {
    return quoted(reply.bytes());
  }

  @Override
  public String integer(Reply.Int reply) {
    return "(integer) " + reply.value();
  }

  @Override
  public String dbl(Reply.Dbl reply) {
    return quoted(Bytes.of(DoubleText.of(reply)));
  }

  @Override
  public String bool(Reply.Bool reply) {
    return "(integer) " + (reply.value() ? 1 : 0);
  }

  @Override
  public String bigNumber(Reply.BigNumber reply) {
    return quoted(Bytes.of(reply.digits()));
  }

  @Override
  public String verbatim(Reply.Verbatim reply) {
    return quoted(reply.text());
  }

  @Override
  public String nil(Reply.Null reply) {
    return reply == Reply.Null.BULK ? "(nil)" : "(nil array)";
  }

  @Override
  public String array(Reply.Array reply) {
    return all(reply.elements());
  }

  @Override
  public String map(Reply.MapOf reply) {
    return all(reply.keysAndValues());
  }

  @Override
  public String set(Reply.SetOf reply) {
    return all(reply.elements());
  }

  @Override
  public String pairs(Reply.Pairs reply) {
    return all(reply.firstsAndSeconds());
  }

  @Override
  public String pairedMap(Reply.PairedMap reply) {
    List<String> pairs = new ArrayList<>();
    for (int i = 0; i < reply.keysAndValues().size(); i += 2) {
      pairs.add(all(reply.keysAndValues().subList(i, i + 2)));
    }
    return list(pairs);
  }

  @Override
  public String push(Reply.Push reply) {
    return all(reply.elements());
  }

  @Override
  public String error(Reply.Error reply) {
    return "(error) " + reply.line();
  }

  @Override
  public String sequence(Reply.Sequence reply) {
    return all(reply.replies());
  }
}
