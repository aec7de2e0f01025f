package io.slotwise.protocol.tls;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Ciphers by the names that redis.conf has for them. Those of TLS 1.3 are the same everywhere; the
 * older ones have a name of OpenSSL's and one of the standard's. OpenSSL's words for whole families
 * ({@code HIGH}, {@code !MD5}) are not understood.
 */
final class CipherNames {

  private static final String OLDER = "_WITH_";

  private CipherNames() {}

  /**
   * @param known what the JDK can
   * @param usual what it takes by itself
   * @param older what was given for TLS 1.2, or empty
   * @param newer what was given for TLS 1.3, or empty
   * @return the ones to use, by the JDK's names
   * @throws IOException naming what is not known
   */
  static String[] choose(String[] known, String[] usual, String older, String newer)
      throws IOException {
    List<String> chosen = new ArrayList<>();
    chosen.addAll(part(known, usual, newer, false));
    chosen.addAll(part(known, usual, older, true));
    return chosen.toArray(String[]::new);
  }

  private static List<String> part(String[] known, String[] usual, String names, boolean older)
      throws IOException {
    if (names.isBlank()) {
      return ofPart(usual, older);
    }
    List<String> possible = ofPart(known, older);
    List<String> chosen = new ArrayList<>();
    for (String name : names.trim().split("[:,\\s]+")) {
      chosen.add(
          possible.stream()
              .filter(cipher -> cipher.equals(name) || nameOfOpenSsl(cipher).equals(name))
              .findFirst()
              .orElseThrow(
                  () ->
                      new IOException(
                          "the cipher "
                              + name
                              + " is not known: name single ones, with colons between them, of "
                              + possible.stream().map(CipherNames::nameOfOpenSsl).toList())));
    }
    return chosen;
  }

  private static List<String> ofPart(String[] ciphers, boolean older) {
    return Arrays.stream(ciphers)
        .filter(cipher -> cipher.contains(OLDER) == older)
        .filter(cipher -> !cipher.contains("anon") && !cipher.contains("NULL"))
        .toList();
  }

  /** TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256 is ECDHE-RSA-AES128-GCM-SHA256 there. */
  private static String nameOfOpenSsl(String cipher) {
    if (!cipher.contains(OLDER)) {
      return cipher;
    }
    return cipher
        .replaceFirst("^TLS_(RSA_WITH_)?", "")
        .replace(OLDER, "-")
        .replaceFirst("AES_(\\d+)_CBC", "AES$1")
        .replaceFirst("AES_(\\d+)", "AES$1")
        .replaceFirst("CHACHA20_POLY1305_SHA256", "CHACHA20-POLY1305")
        .replace('_', '-');
  }
}
