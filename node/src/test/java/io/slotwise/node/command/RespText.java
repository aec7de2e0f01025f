package io.slotwise.node.command;

import io.slotwise.protocol.Reply;
import java.util.List;

/** Replies as readable text of the RESP3 shapes, for assertions: {@code [a, 1, {k: v}]}. */
final class RespText implements Reply.Visitor<String> {

  private static final RespText SHAPES = new RespText();

  private RespText() {}

  static String of(Reply reply) {
    return reply.accept(SHAPES);
  }

  private static String joined(List<Reply> replies) {
    return String.join(", ", replies.stream().map(RespText::of).toList());
  }

  @Override
  public String status(Reply.Status reply) {
    return "+" + reply.text();
  }

  @Override
  public String bulk(Reply.Bulk reply) {
    return reply.bytes().latin1();
  }

  @Override
  public String integer(Reply.Int reply) {
    return Long.toString(reply.value());
  }

  @Override
  public String dbl(Reply.Dbl reply) {
    return Double.toString(reply.value());
  }

  @Override
  public String bool(Reply.Bool reply) {
    return Boolean.toString(reply.value());
  }

  @Override
  public String bigNumber(Reply.BigNumber reply) {
    return reply.digits();
  }

  @Override
  public String verbatim(Reply.Verbatim reply) {
    return reply.text().latin1();
  }

  @Override
  public String nil(Reply.Null reply) {
    return "(" + reply + ")";
  }

  @Override
  public String array(Reply.Array reply) {
    return "[" + joined(reply.elements()) + "]";
  }

  @Override
  public String map(Reply.MapOf reply) {
    return "{" + joined(reply.keysAndValues()) + "}";
  }

  @Override
  public String set(Reply.SetOf reply) {
    return "<" + joined(reply.elements()) + ">";
  }

  @Override
  public String pairs(Reply.Pairs reply) {
    return "pairs(" + joined(reply.firstsAndSeconds()) + ")";
  }

  @Override
  public String pairedMap(Reply.PairedMap reply) {
    return "pairedMap(" + joined(reply.keysAndValues()) + ")";
  }

  @Override
  public String push(Reply.Push reply) {
    return "push(" + joined(reply.elements()) + ")";
  }

  @Override
  public String error(Reply.Error reply) {
    return "-" + reply.line();
  }

  @Override
  public String sequence(Reply.Sequence reply) {
    return reply.replies().isEmpty() ? "" : "sequence(" + joined(reply.replies()) + ")";
  }
}
