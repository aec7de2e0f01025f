package io.slotwise.sharding.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.slotwise.protocol.Bytes;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/** Ids: their order, their neighbours, and what text means. */
class StreamIdTest {

  @Test
  void neighboursCrossTheBorderOfATime() {
    assertThat(new StreamId(5, -1).next()).isEqualTo(new StreamId(6, 0));
    assertThat(new StreamId(6, 0).previous()).isEqualTo(new StreamId(5, -1));
    assertThat(StreamId.MAX.next()).isNull();
    assertThat(StreamId.MIN.previous()).isNull();
  }

  @Property
  void bytesAndTextKeepTheOrder(
      @ForAll long ms, @ForAll long seq, @ForAll long otherMs, @ForAll long otherSeq) {
    StreamId id = new StreamId(ms, seq);
    StreamId other = new StreamId(otherMs, otherSeq);
    assertThat(Integer.signum(id.key().compareTo(other.key())))
        .isEqualTo(Integer.signum(id.compareTo(other)));
    assertThat(StreamId.parse(id.toBytes(), 0)).isEqualTo(id);
  }

  @Test
  void textIsReadAsRedisReadsIt() {
    assertThat(parsed("7")).isEqualTo(new StreamId(7, 42));
    assertThat(parsed("7-8")).isEqualTo(new StreamId(7, 8));
    assertThat(parsed("\t+07-\n008")).isEqualTo(new StreamId(7, 8));
    assertThat(parsed("7\0-8")).isEqualTo(new StreamId(7, 42));
    assertThat(parsed("7- -1")).isEqualTo(new StreamId(7, -1));
    assertThat(parsed("18446744073709551615")).isEqualTo(new StreamId(-1, 42));
    for (String wrong :
        new String[] {"", "-", "x", "7-", "7--8", "7-*", "1e3", "18446744073709551616"}) {
      assertThat(parsed(wrong)).as(wrong).isNull();
    }
    assertThat(parsed("0".repeat(127))).isEqualTo(new StreamId(0, 42));
    assertThat(parsed("0".repeat(128))).isNull();
  }

  private static StreamId parsed(String text) {
    return StreamId.parse(Bytes.of(text), 42);
  }

  @Test
  void aTimeAloneEndsInAStar() {
    assertThat(StreamId.parseTimeAlone(Bytes.of("7-*"))).isEqualTo(7);
    assertThat(StreamId.parseTimeAlone(Bytes.of("7-**"))).isNull();
    assertThat(StreamId.parseTimeAlone(Bytes.of("*"))).isNull();
    assertThat(StreamId.parseTimeAlone(Bytes.of("7"))).isNull();
  }
}
