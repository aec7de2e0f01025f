package io.slotwise.sharding.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.slotwise.protocol.Bytes;
import io.slotwise.protocol.Glob;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

/** Random patterns over random keys: those that match are those that KEYS of Redis returns. */
@EnabledIf("io.slotwise.sharding.command.RedisServer#isInstalled")
class GlobDifferentialTest {

  private static final String KEY_BYTES = "aab-]\\^[*\u00e4\u0000";
  private static final String PATTERN_BYTES = "aab***??[[]]^-\\\u00e4\u0000";

  @Test
  void keysThatMatchAreThoseThatRedisReturns() throws IOException {
    Random random = new Random(11);
    try (RedisServer redis = RedisServer.start()) {
      Set<Bytes> keys = new TreeSet<>();
      for (int i = 0; i < 300; i++) {
        keys.add(word(random, KEY_BYTES, 6));
      }
      List<Bytes> mset = new ArrayList<>(List.of(Bytes.of("mset")));
      keys.forEach(key -> mset.addAll(List.of(key, Bytes.EMPTY)));
      redis.text(mset);
      for (int i = 0; i < 3000; i++) {
        Bytes pattern = word(random, PATTERN_BYTES, 8);
        List<String> expected =
            CommandHarness.words(
                    redis.text(List.of(Bytes.of("keys"), pattern)).replaceAll("^\\[|\\]$|,", ""))
                .stream()
                .map(ReplyText::quoted)
                .sorted()
                .toList();
        List<String> actual =
            keys.stream()
                .filter(key -> Glob.matchesAll(pattern) || Glob.matches(pattern, key))
                .map(ReplyText::quoted)
                .sorted()
                .toList();
        assertThat(actual).as("pattern %s", ReplyText.quoted(pattern)).isEqualTo(expected);
      }
    }
  }

  private static Bytes word(Random random, String alphabet, int lengthMax) {
    StringBuilder word = new StringBuilder();
    for (int i = random.nextInt(lengthMax + 1); i > 0; i--) {
      word.append(alphabet.charAt(random.nextInt(alphabet.length())));
    }
    return Bytes.wrap(word.toString().getBytes(StandardCharsets.ISO_8859_1));
  }
}
