package io.slotwise.ops.debug;

import io.slotwise.protocol.Bytes;
import io.slotwise.protocol.Errors;
import io.slotwise.protocol.Replies;
import io.slotwise.protocol.Reply;
import io.slotwise.sharding.api.Session;
import java.util.List;
import java.util.Map;

/**
 * A value of each type of the protocol, equal to Redis's samples, for tests of client libraries.
 */
final class ProtocolSamples {

  private static final Reply AFTER_ATTRIBUTE =
      Replies.bulk("Some real reply following the attribute");

  private static final Map<String, Reply> SAMPLES =
      Map.ofEntries(
          Map.entry("string", Replies.bulk("Hello World")),
          Map.entry("integer", Replies.integer(12345)),
          Map.entry("double", new Reply.Dbl(3.141)),
          Map.entry("null", Replies.NIL),
          Map.entry("array", new Reply.Array(numbers())),
          Map.entry("set", new Reply.SetOf(numbers())),
          Map.entry("map", new Reply.MapOf(numbersAndFlags())),
          // No other command has attributes, so there is no kind of reply for them.
          Map.entry("attrib", AFTER_ATTRIBUTE),
          Map.entry("verbatim", new Reply.Verbatim("txt", Bytes.of("This is a verbatim\nstring"))),
          Map.entry("true", new Reply.Bool(true)),
          Map.entry("false", new Reply.Bool(false)),
          Map.entry("bignum", new Reply.BigNumber("1234567999999999999999999999999999999")));

  private ProtocolSamples() {}

  private static List<Reply> numbers() {
    return List.of(Replies.integer(0), Replies.integer(1), Replies.integer(2));
  }

  private static List<Reply> numbersAndFlags() {
    return List.of(
        Replies.integer(0), new Reply.Bool(false),
        Replies.integer(1), new Reply.Bool(true),
        Replies.integer(2), new Reply.Bool(false));
  }

  /** Errors: a push in RESP2; a name that is none of the types. */
  static Reply of(Bytes type, Session session) {
    String name = type.lowerCase();
    if (name.equals("push")) {
      return session.respVersion() < 3
          ? Errors.err("RESP2 is not supported by this command")
          : push();
    }
    Reply sample = SAMPLES.get(name);
    return sample != null
        ? sample
        : Errors.err(
            "Wrong protocol type name. Please use one of the following:"
                + " string|integer|double|bignum|null|array|set|map|attrib|push|verbatim|true|false");
  }

  private static Reply push() {
    return new Reply.Sequence(
        List.of(
            new Reply.Push(List.of(Replies.bulk("server-cpu-usage"), Replies.integer(42))),
            Replies.bulk("Some real reply following the push reply")));
  }
}
