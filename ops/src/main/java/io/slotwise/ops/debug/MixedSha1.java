package io.slotwise.ops.debug;

import io.slotwise.protocol.Bytes;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * A checksum made of SHA-1 in two ways: parts that are added in any order, and parts whose order
 * counts. The scheme is that of DEBUG DIGEST.
 */
final class MixedSha1 {

  private static final int BYTES = 20;

  private byte[] state = new byte[BYTES];

  /** Adds a part whose place in the order does not matter. */
  void xorHashOf(Bytes part) {
    byte[] hash = sha1(part.toArray());
    for (int i = 0; i < BYTES; i++) {
      state[i] ^= hash[i];
    }
  }

  /** Adds a part whose place in the order matters. */
  void mix(Bytes part) {
    xorHashOf(part);
    state = sha1(state);
  }

  /** Adds another checksum whose place in the order does not matter. */
  void add(MixedSha1 other) {
    xorHashOf(Bytes.wrap(other.state.clone()));
  }

  String hex() {
    return HexFormat.of().formatHex(state);
  }

  /** A number in 4 bytes, as it goes into the checksum. */
  static Bytes bigEndian(int number) {
    return Bytes.wrap(
        new byte[] {
          (byte) (number >>> 24), (byte) (number >>> 16), (byte) (number >>> 8), (byte) number
        });
  }

  private static byte[] sha1(byte[] data) {
    try {
      return MessageDigest.getInstance("SHA-1").digest(data);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-1", e);
    }
  }
}
