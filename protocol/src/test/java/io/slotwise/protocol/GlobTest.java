package io.slotwise.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Redis's patterns, with their corners: see {@code GlobDifferentialTest} for the proof. */
class GlobTest {

  @ParameterizedTest
  @CsvSource({
    "*, anything, true",
    "**, a, true",
    "h?llo, hello, true",
    "h?llo, hllo, false",
    "h*llo, heeeello, true",
    "h[ae]llo, hallo, true",
    "h[ae]llo, hillo, false",
    "h[^e]llo, hallo, true",
    "h[^e]llo, hello, false",
    "h[a-b]llo, hbllo, true",
    "h[b-a]llo, hbllo, true",
    "h[a-b]llo, hcllo, false",
    "h\\*llo, h*llo, true",
    "h\\*llo, hello, false",
    "[\\]], ], true",
    "[]], ], false",
    "[abc, c, true",
    "[^, x, true",
    "[a-, a, true",
    "[a-, -, true",
    "a\\, a\\, true",
    "*a*b*c, xaybzc, true",
    "*a*b*c, xaybz, false",
    "a*, a, true",
    "a*, A, false"
  })
  void patternsMatchAsInRedis(String pattern, String text, boolean matches) {
    assertThat(Glob.matches(Bytes.of(pattern), Bytes.of(text))).isEqualTo(matches);
  }

  @Test
  void theEmptyTextMatchesTheEmptyPatternOnly() {
    assertThat(Glob.matches(Bytes.EMPTY, Bytes.EMPTY)).isTrue();
    assertThat(Glob.matches(Bytes.of("*"), Bytes.EMPTY)).isFalse();
    assertThat(Glob.matches(Bytes.EMPTY, Bytes.of("a"))).isFalse();
    assertThat(Glob.matchesAll(Bytes.of("*"))).isTrue();
  }

  @Test
  void bytesBeyondAsciiAreBytes() {
    Bytes high = Bytes.wrap("\u00e4\u0000".getBytes(StandardCharsets.ISO_8859_1));
    assertThat(Glob.matches(Bytes.of("??"), high)).isTrue();
    assertThat(Glob.matches(high, high)).isTrue();
  }

  @Test
  void aSlicePatternStopsAtItsEnd() {
    Bytes pattern = Bytes.of("a[b*").slice(0, 2);
    assertThat(Glob.matches(pattern, Bytes.of("ab"))).isFalse();
  }

  @Test
  void manyStarsDoNotTakeForEver() {
    Bytes pattern = Bytes.of("a*".repeat(50) + "b");
    assertThat(Glob.matches(pattern, Bytes.of("a".repeat(5000)))).isFalse();
  }
}
