package io.slotwise.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

/** Many bulk strings and numbers in few arrays are the list that they would be otherwise. */
class PackedRepliesTest {

  @Test
  void aFewAreAnOrdinaryList() {
    assertThat(PackedReplies.listFor(10)).isInstanceOf(ArrayList.class);
  }

  @Property(tries = 100)
  void manyAreTheSameList(
      @ForAll @Size(min = 1, max = 40) List<@IntRange(max = 40_000) Integer> lengths,
      @ForAll @IntRange(min = 1, max = 50) int repeats) {
    List<Reply> packed = PackedReplies.listFor(1_000_000);
    List<Reply> expected = new ArrayList<>();
    for (int i = 0; i < repeats * lengths.size(); i++) {
      int length = lengths.get(i % lengths.size()) >> i % 16;
      Reply reply =
          i % 3 == 2
              ? new Reply.Dbl(length / 7.0, i % 2 == 0)
              : Replies.bulk(Integer.toString(i).repeat(length % 1000));
      packed.add(reply);
      expected.add(reply);
    }
    assertThat(packed).isNotInstanceOf(ArrayList.class).hasSameSizeAs(expected);
    assertThat(packed.iterator()).toIterable().containsExactlyElementsOf(expected);
    for (int i = 0; i < expected.size(); i += 7) {
      assertThat(packed.get(i)).isEqualTo(expected.get(i));
    }
  }

  @Test
  void oneThatIsLargerThanAPartHasItsOwn() {
    List<Reply> packed = PackedReplies.listFor(5000);
    packed.add(Replies.bulk("a"));
    packed.add(Replies.bulk("b".repeat(100_000)));
    packed.add(Replies.bulk(""));
    packed.add(Replies.bulk("c"));
    assertThat(packed)
        .containsExactly(
            Replies.bulk("a"),
            Replies.bulk("b".repeat(100_000)),
            Replies.bulk(""),
            Replies.bulk("c"));
    assertThat(packed.get(3)).isEqualTo(Replies.bulk("c"));
  }
}
