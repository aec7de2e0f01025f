package io.slotwise.ops.testing;

import io.slotwise.protocol.Reply;
import java.util.List;
import java.util.stream.Collectors;

/** A reply in one line, for assertions: {@code [a, :1, +OK]}, {@code {k=v}}, {@code -ERR no}. */
public final class ReplyText implements Reply.Visitor<String> {

  private ReplyText() {}

  public static String of(Reply reply) {
    return reply.accept(new ReplyText());
  }

  private String list(List<Reply> elements) {
    return elements.stream().map(e -> e.accept(this)).collect(Collectors.joining(", ", "[", "]"));
  }

  @Override
  public String status(Reply.Status reply) {
    return "+" + reply.text();
  }

  @Override
  public String bulk(Reply.Bulk reply) {
    return reply.bytes().utf8();
  }

  @Override
  public String integer(Reply.Int reply) {
    return ":" + reply.value();
  }

  @Override
  public String dbl(Reply.Dbl reply) {
    return "," + reply.value();
  }

  @Override
  public String bool(Reply.Bool reply) {
    return "#" + reply.value();
  }

  @Override
  public String bigNumber(Reply.BigNumber reply) {
    return "(" + reply.digits();
  }

  @Override
  public String verbatim(Reply.Verbatim reply) {
    return reply.text().utf8();
  }

  @Override
  public String nil(Reply.Null reply) {
    return "nil";
  }

  @Override
  public String array(Reply.Array reply) {
    return list(reply.elements());
  }

  @Override
  public String map(Reply.MapOf reply) {
    StringBuilder text = new StringBuilder("{");
    for (int i = 0; i < reply.keysAndValues().size(); i += 2) {
      text.append(i == 0 ? "" : ", ")
          .append(reply.keysAndValues().get(i).accept(this))
          .append('=')
          .append(reply.keysAndValues().get(i + 1).accept(this));
    }
    return text.append('}').toString();
  }

  @Override
  public String set(Reply.SetOf reply) {
    return list(reply.elements());
  }

  @Override
  public String pairs(Reply.Pairs reply) {
    return list(reply.firstsAndSeconds());
  }

  @Override
  public String pairedMap(Reply.PairedMap reply) {
    return list(reply.keysAndValues());
  }

  @Override
  public String push(Reply.Push reply) {
    return ">" + list(reply.elements());
  }

  @Override
  public String error(Reply.Error reply) {
    return "-" + reply.line();
  }

  @Override
  public String sequence(Reply.Sequence reply) {
    return list(reply.replies());
  }
}
