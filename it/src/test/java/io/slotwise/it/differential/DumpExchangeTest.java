package io.slotwise.it.differential;

import static org.assertj.core.api.Assertions.assertThat;

import io.slotwise.it.harness.RawClient;
import io.slotwise.it.harness.RawReply;
import io.slotwise.it.harness.RedisOracle;
import io.slotwise.it.harness.Servers;
import io.slotwise.it.harness.TestServer;
import io.slotwise.protocol.Bytes;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tag;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import net.jqwik.api.lifecycle.BeforeTry;
import org.opentest4j.TestAbortedException;

/** What one server dumps the other restores, both ways: values move between Redis and Slotwise. */
@Tag("differential")
class DumpExchangeTest {

  private static TestServer slotwise;
  private static TestServer redis;

  @BeforeContainer
  static void start() {
    if (RedisOracle.isInstalled()) {
      redis = RedisOracle.start();
      slotwise = Servers.slotwise();
    }
  }

  @AfterContainer
  static void stop() {
    if (redis != null) {
      slotwise.close();
      redis.close();
    }
  }

  @BeforeTry
  void needsRedis() {
    if (redis == null) {
      throw new TestAbortedException("no redis-server");
    }
  }

  /** Integers of all encodings, short and long texts, what compresses well and what does not. */
  @Provide
  Arbitrary<Bytes> values() {
    return Arbitraries.oneOf(
        Arbitraries.longs().map(Bytes::of),
        Arbitraries.integers().between(-40_000, 40_000).map(i -> Bytes.of((long) i)),
        Arbitraries.bytes().array(byte[].class).ofMaxSize(200).map(bytes -> Bytes.wrap(bytes)),
        Arbitraries.strings().withChars('a', 'b').ofMaxLength(3_000).map(text -> Bytes.of(text)),
        Arbitraries.integers().between(0, 100_000).map(n -> Bytes.of("z".repeat(n))));
  }

  @Property(tries = 150, edgeCases = EdgeCasesMode.NONE)
  void aDumpOfOneIsRestoredByTheOther(@ForAll("values") Bytes value) {
    exchange(redis, slotwise, value);
    exchange(slotwise, redis, value);
  }

  private static void exchange(TestServer from, TestServer to, Bytes value) {
    try (RawClient source = from.connect();
        RawClient target = to.connect()) {
      source.call(List.of(Bytes.of("SET"), Bytes.of("k"), value));
      Bytes dump = source.call("DUMP", "k").body();
      RawReply restored =
          target.call(
              List.of(
                  Bytes.of("RESTORE"), Bytes.of("k"), Bytes.of("0"), dump, Bytes.of("REPLACE")));
      assertThat(restored.text()).as("RESTORE on %s", to.name()).isEqualTo("OK");
      assertThat(target.call("GET", "k").body()).isEqualTo(value);
      assertThat(target.call("OBJECT", "ENCODING", "k"))
          .isEqualTo(source.call("OBJECT", "ENCODING", "k"));
    }
  }
}
