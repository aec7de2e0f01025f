package io.slotwise.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class Crc64Test {

  @Test
  void theCheckValueIsThatOfRedis() {
    byte[] digits = "x123456789x".getBytes(StandardCharsets.US_ASCII);
    assertThat(Crc64.of(digits, 1, 10)).isEqualTo(0xe9c6d914c4b8d9caL);
  }

  @Test
  void nothingHasChecksumZero() {
    assertThat(Crc64.of(new byte[0], 0, 0)).isZero();
  }
}
