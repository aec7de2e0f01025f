package io.slotwise.sharding.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.slotwise.protocol.Bytes;
import java.util.StringJoiner;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** COPY of collections in pages: exactly the pages that are in use are copied. */
class CopiedPagesTest {

  private CommandHarness harness;

  @BeforeEach
  void empty() {
    harness = CommandHarness.ofAll();
  }

  private void run(String line) {
    assertThat(harness.text(line)).as(line).doesNotContain("(error)");
  }

  private int pageCount() {
    return harness.keyspace().pageCount();
  }

  /** The lines are about the key {@code k}, whose copy must be the same in as many pages. */
  private void copies() {
    int pages = pageCount();
    assertThat(pages).isGreaterThan(1);
    run("COPY k copy");
    assertThat(pageCount()).isEqualTo(2 * pages);
    assertThat(harness.text("DUMP copy")).isEqualTo(harness.text("DUMP k"));
    run("RENAME copy elsewhere");
    assertThat(harness.text("DUMP elsewhere")).isEqualTo(harness.text("DUMP k"));
  }

  @Test
  void aListThatHasLivedLong() {
    for (int i = 0; i < 20_000; i++) {
      run("RPUSH k element:" + i);
      if (i > 500) {
        run("LPOP k");
      }
    }
    assertThat(pageCount()).isLessThan(50);
    copies();
    assertThat(harness.text("LINDEX elsewhere 0")).isEqualTo(harness.text("LINDEX k 0"));
  }

  @Test
  void aSet() {
    StringJoiner members = new StringJoiner(" ");
    for (int i = 0; i < 2000; i++) {
      members.add("member:" + i);
    }
    run("SADD k " + members);
    int pages = pageCount();
    run("COPY k copy");
    assertThat(pageCount()).isEqualTo(2 * pages);
    assertThat(harness.text("SINTERCARD 2 k copy")).isEqualTo("(integer) 2000");
  }

  @Test
  void aHashWithDeadlines() {
    for (int i = 0; i < 2000; i++) {
      run("HSET k field:" + i + " " + i);
      run("HPEXPIREAT k 99999999" + i % 10 + "0000 FIELDS 1 field:" + i);
    }
    int pages = pageCount();
    run("COPY k copy");
    assertThat(pageCount()).isEqualTo(2 * pages);
    assertThat(harness.text("HGET copy field:1999")).isEqualTo("\"1999\"");
    assertThat(harness.text("HPEXPIRETIME copy FIELDS 1 field:7"))
        .isEqualTo(harness.text("HPEXPIRETIME k FIELDS 1 field:7"));
  }

  @Test
  void aSortedSet() {
    for (int i = 0; i < 3000; i++) {
      run("ZADD k " + i * 7 % 3000 + " member:" + i);
    }
    for (int i = 0; i < 2000; i++) {
      run("ZREM k member:" + i);
    }
    copies();
    assertThat(harness.text("ZRANK elsewhere member:2500"))
        .isEqualTo(harness.text("ZRANK k member:2500"));
  }

  @Test
  void aStreamWithManyGroups() {
    for (int i = 1; i <= 1500; i++) {
      run("XADD k " + i + "-0 field " + "v".repeat(1 + i % 60));
    }
    for (int i = 0; i < 40; i++) {
      run("XGROUP CREATE k group:" + i + " 0");
      for (int consumer = 0; consumer < 30; consumer++) {
        String who = "XREADGROUP GROUP group:" + i + " consumer:" + consumer;
        run(who + " COUNT " + (consumer == 0 ? 300 : 10) + " STREAMS k >");
      }
    }
    run("XTRIM k MAXLEN 900");
    copies();
    assertThat(harness.text("XPENDING elsewhere group:39"))
        .isEqualTo(harness.text("XPENDING k group:39"));
    assertThat(harness.keyspace().peek(Bytes.of("copy"))).isNull();
  }
}
