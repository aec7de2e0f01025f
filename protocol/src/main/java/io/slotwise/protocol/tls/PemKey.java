package io.slotwise.protocol.tls;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Cipher;
import javax.crypto.EncryptedPrivateKeyInfo;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/**
 * A private key in a PEM file: PKCS#8, plain or with a password, or PKCS#1, as older tools write
 * RSA keys. The JDK reads none of them from PEM.
 */
final class PemKey {

  private static final Pattern BLOCK =
      Pattern.compile("(?s)-----BEGIN ([A-Z0-9 ]*PRIVATE KEY)-----(.*?)-----END");

  private static final List<String> ALGORITHMS = List.of("RSA", "EC", "EdDSA");

  /** Version 0 and "this is an RSA key": what PKCS#8 has in front of PKCS#1. */
  private static final byte[] RSA_HEAD =
      HexFormat.of().parseHex("020100300d06092a864886f70d0101010500");

  private static final int DER_SEQUENCE = 0x30;
  private static final int DER_OCTETS = 0x04;

  private PemKey() {}

  /**
   * @param file where the text is from, for messages
   * @param password empty for none
   * @throws IOException with a message for the operator
   */
  static PrivateKey parse(String pem, Path file, String password) throws IOException {
    Matcher block = BLOCK.matcher(pem);
    if (!block.find()) {
      throw new IOException("the key " + file + " is no PEM file with a private key");
    }
    String kind = block.group(1);
    try {
      byte[] der = Base64.getMimeDecoder().decode(block.group(2));
      return switch (kind) {
        case "PRIVATE KEY" -> key(new PKCS8EncodedKeySpec(der));
        case "ENCRYPTED PRIVATE KEY" -> key(decrypt(der, file, password));
        case "RSA PRIVATE KEY" -> key(new PKCS8EncodedKeySpec(withHead(der)));
        default -> throw new GeneralSecurityException("a key of the kind " + kind);
      };
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      throw new IOException(
          "the key "
              + file
              + " cannot be used ("
              + e.getMessage()
              + "): bring it into PKCS#8 with 'openssl pkcs8 -topk8 -nocrypt -in "
              + file
              + " -out NEW'",
          e);
    }
  }

  private static PKCS8EncodedKeySpec decrypt(byte[] der, Path file, String password)
      throws IOException, GeneralSecurityException {
    if (password.isEmpty()) {
      throw new IOException("the key " + file + " has a password: give it, tls-key-file-pass");
    }
    EncryptedPrivateKeyInfo info = new EncryptedPrivateKeyInfo(der);
    // The parameters know the name of the whole scheme, the key only that of its family.
    String scheme = info.getAlgParameters().toString();
    try {
      Cipher cipher = Cipher.getInstance(scheme);
      cipher.init(
          Cipher.DECRYPT_MODE,
          SecretKeyFactory.getInstance(scheme)
              .generateSecret(new PBEKeySpec(password.toCharArray())),
          info.getAlgParameters());
      return info.getKeySpec(cipher);
    } catch (java.security.spec.InvalidKeySpecException e) {
      throw new IOException("the password of the key " + file + " is a wrong one", e);
    }
  }

  private static PrivateKey key(PKCS8EncodedKeySpec spec) throws GeneralSecurityException {
    GeneralSecurityException why = null;
    for (String algorithm : ALGORITHMS) {
      try {
        return KeyFactory.getInstance(algorithm).generatePrivate(spec);
      } catch (GeneralSecurityException e) {
        why = e;
      }
    }
    throw why;
  }

  private static byte[] withHead(byte[] pkcs1) {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    body.writeBytes(RSA_HEAD);
    body.writeBytes(tagged(DER_OCTETS, pkcs1));
    return tagged(DER_SEQUENCE, body.toByteArray());
  }

  private static byte[] tagged(int tag, byte[] content) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(tag);
    // Always three bytes of length: keys are longer than 255 bytes and shorter than 65536.
    out.write(0x82);
    out.write(content.length >> 8);
    out.write(content.length);
    out.writeBytes(content);
    return out.toByteArray();
  }
}
