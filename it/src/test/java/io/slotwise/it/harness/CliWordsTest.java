package io.slotwise.it.harness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.slotwise.protocol.Bytes;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/** What a failure prints for redis-cli is what was sent. */
class CliWordsTest {

  @Property
  void whatIsJoinedSplitsIntoTheSameWords(@ForAll List<byte[]> words) {
    List<Bytes> bytes = words.stream().map(Bytes::wrap).toList();
    assertThat(CliWords.split(CliWords.join(bytes))).isEqualTo(bytes);
  }

  @Test
  void quotesAreReadAsRedisCliReadsThem() {
    assertThat(CliWords.split("SET \"a b\\x00\\n\" 'it\\'s' \"\""))
        .extracting(Bytes::latin1)
        .containsExactly("SET", "a b\0\n", "it's", "");
  }

  @Test
  void unbalancedQuotesAreRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> CliWords.split("GET \"a"));
    assertThatIllegalArgumentException().isThrownBy(() -> CliWords.split("GET \"a\"b"));
  }
}
