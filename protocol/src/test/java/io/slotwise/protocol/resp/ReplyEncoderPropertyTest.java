package io.slotwise.protocol.resp;

import static org.assertj.core.api.Assertions.assertThat;

import io.slotwise.protocol.Bytes;
import io.slotwise.protocol.ErrorCode;
import io.slotwise.protocol.Reply;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Any reply, nested as it may be, is read back by a reader that knows only the protocol. */
class ReplyEncoderPropertyTest {

  @Property(tries = 1000)
  void whatIsEncodedIsReadBackInBothVersions(@ForAll("replies") Reply reply) {
    for (int version = 2; version <= 3; version++) {
      ReplyEncoder encoder = new ReplyEncoder();
      encoder.encode(reply, version);
      byte[] wire = Arrays.copyOf(encoder.array(), encoder.length());
      assertThat(new RespReader(wire).all()).isEqualTo(reply.accept(new Expected(version == 3)));
    }
  }

  @Provide
  Arbitrary<Reply> replies() {
    Arbitrary<Bytes> bytes = Arbitraries.bytes().array(byte[].class).ofMaxSize(40).map(Bytes::wrap);
    Arbitrary<String> lines = Arbitraries.strings().withCharRange(' ', '~').ofMaxLength(20);
    Arbitrary<Reply> leaves =
        Arbitraries.oneOf(
            List.of(
                lines.map(Reply.Status::new),
                bytes.map(Reply.Bulk::new),
                Arbitraries.longs().map(Reply.Int::new),
                Arbitraries.doubles().map(Reply.Dbl::new),
                Arbitraries.of(true, false).map(Reply.Bool::new),
                Arbitraries.bigIntegers().map(n -> new Reply.BigNumber(n.toString())),
                bytes.map(text -> new Reply.Verbatim("txt", text)),
                Arbitraries.of(Reply.Null.values()),
                Arbitraries.strings()
                    .withChars('a', ' ', '\r', '\n')
                    .ofMaxLength(20)
                    .map(text -> new Reply.Error(ErrorCode.ERR, text))));
    return Arbitraries.recursive(() -> leaves, ReplyEncoderPropertyTest::nested, 0, 3);
  }

  private static Arbitrary<Reply> nested(Arbitrary<Reply> inner) {
    Arbitrary<List<Reply>> lists = inner.list().ofMaxSize(5);
    Arbitrary<List<Reply>> even =
        lists.map(
            list -> {
              List<Reply> doubled = new ArrayList<>(list);
              doubled.addAll(list);
              return doubled;
            });
    return Arbitraries.oneOf(
        List.of(
            inner,
            lists.map(Reply.Array::new),
            lists.map(Reply.SetOf::new),
            lists.map(Reply.Push::new),
            even.map(Reply.MapOf::new),
            even.map(Reply.Pairs::new),
            even.map(Reply.PairedMap::new)));
  }

  /** What the reader must see, one text for each value on the wire. */
  private record Expected(boolean resp3) implements Reply.Visitor<List<String>> {

    @Override
    public List<String> status(Reply.Status reply) {
      return List.of("+(" + reply.text() + ")");
    }

    @Override
    public List<String> bulk(Reply.Bulk reply) {
      return List.of("$(" + reply.bytes().latin1() + ")");
    }

    @Override
    public List<String> integer(Reply.Int reply) {
      return List.of(":(" + reply.value() + ")");
    }

    @Override
    public List<String> dbl(Reply.Dbl reply) {
      return List.of((resp3 ? ",(" : "$(") + DoubleText.of(reply.value()) + ")");
    }

    @Override
    public List<String> bool(Reply.Bool reply) {
      return List.of(resp3 ? reply.value() ? "#(t)" : "#(f)" : reply.value() ? ":(1)" : ":(0)");
    }

    @Override
    public List<String> bigNumber(Reply.BigNumber reply) {
      return List.of((resp3 ? "((" : "$(") + reply.digits() + ")");
    }

    @Override
    public List<String> verbatim(Reply.Verbatim reply) {
      return List.of((resp3 ? "=(txt:" : "$(") + reply.text().latin1() + ")");
    }

    @Override
    public List<String> nil(Reply.Null reply) {
      return List.of(resp3 ? "_()" : reply == Reply.Null.BULK ? "$nil" : "*nil");
    }

    @Override
    public List<String> array(Reply.Array reply) {
      return List.of("*" + flat(reply.elements()));
    }

    @Override
    public List<String> map(Reply.MapOf reply) {
      return List.of((resp3 ? "%" : "*") + flat(reply.keysAndValues()));
    }

    @Override
    public List<String> set(Reply.SetOf reply) {
      return List.of((resp3 ? "~" : "*") + flat(reply.elements()));
    }

    @Override
    public List<String> pairs(Reply.Pairs reply) {
      List<String> flat = flat(reply.firstsAndSeconds());
      return List.of("*" + (resp3 ? inTwos(flat) : flat));
    }

    @Override
    public List<String> pairedMap(Reply.PairedMap reply) {
      List<String> flat = flat(reply.keysAndValues());
      return List.of(resp3 ? "%" + flat : "*" + inTwos(flat));
    }

    private static List<String> inTwos(List<String> flat) {
      List<String> pairs = new ArrayList<>();
      for (int i = 0; i < flat.size(); i += 2) {
        pairs.add("*" + flat.subList(i, i + 2));
      }
      return pairs;
    }

    @Override
    public List<String> push(Reply.Push reply) {
      return List.of((resp3 ? ">" : "*") + flat(reply.elements()));
    }

    @Override
    public List<String> error(Reply.Error reply) {
      return List.of("-(ERR " + reply.message().replace('\r', ' ').replace('\n', ' ') + ")");
    }

    @Override
    public List<String> sequence(Reply.Sequence reply) {
      return flat(reply.replies());
    }

    private List<String> flat(List<Reply> replies) {
      return replies.stream().flatMap(reply -> reply.accept(this).stream()).toList();
    }
  }
}
