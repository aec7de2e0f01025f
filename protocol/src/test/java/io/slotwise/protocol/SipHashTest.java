package io.slotwise.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Hashes that are on disk stay what they are. */
class SipHashTest {

  private static final long K0 = 0x0706050403020100L;
  private static final long K1 = 0x0f0e0d0c0b0a0908L;

  @Test
  void theHashOfNothingIsThatOfTheReference() {
    assertThat(SipHash.hash(K0, K1, new byte[0], 0, 0)).isEqualTo(0xabac0158050fc4dcL);
  }

  @Test
  void blocksAndWhatIsLeftOfThemCount() {
    byte[] bytes = new byte[20];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) i;
    }
    assertThat(SipHash.hash(K0, K1, bytes, 0, 15)).isEqualTo(0xd320d86d2a519956L);
    assertThat(SipHash.hash(K0, K1, bytes, 1, 15)).isNotEqualTo(0xd320d86d2a519956L);
  }
}
