package io.slotwise.protocol.tls;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * An authority and certificates that it has signed, made anew by keytool so that none in the
 * repository can expire.
 */
public final class TestAuthority {

  private static final char[] PASSWORD = "changeit".toCharArray();
  private static final Base64.Encoder LINES = Base64.getMimeEncoder(64, new byte[] {'\n'});

  private final Path dir;
  private final Path store;

  /**
   * @param dir an empty folder
   */
  public TestAuthority(Path dir) {
    this.dir = dir;
    this.store = dir.resolve("store.p12");
    generate("ca", "-ext", "bc:c");
    write("ca.crt", "CERTIFICATE", certificate("ca"));
  }

  /** The files of somebody whom it has signed. */
  public TlsFiles issue(String name, String... options) {
    List<String> words = new ArrayList<>(List.of("-signer", "ca"));
    words.addAll(List.of(options));
    generate(name, words.toArray(String[]::new));
    Path key = write(name + ".key", "PRIVATE KEY", key(name).getEncoded());
    Path certificate = write(name + ".crt", "CERTIFICATE", certificate(name));
    return new TlsFiles(
        certificate.toString(), key.toString(), "", dir.resolve("ca.crt").toString(), "");
  }

  /** Writes a PEM file beside the others. */
  public Path write(String file, String kind, byte[] der) {
    String text =
        "-----BEGIN "
            + kind
            + "-----\n"
            + LINES.encodeToString(der)
            + "\n-----END "
            + kind
            + "-----\n";
    try {
      return Files.writeString(dir.resolve(file), text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The private key of somebody. */
  public Key key(String name) {
    try {
      return open().getKey(name, PASSWORD);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private byte[] certificate(String name) {
    try {
      return open().getCertificate(name).getEncoded();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private KeyStore open() {
    try (InputStream in = Files.newInputStream(store)) {
      KeyStore keys = KeyStore.getInstance("PKCS12");
      keys.load(in, PASSWORD);
      return keys;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private void generate(String alias, String... options) {
    List<String> words =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-J-XX:TieredStopAtLevel=1",
                "-genkeypair",
                "-alias",
                alias,
                "-dname",
                "CN=" + alias,
                "-keystore",
                store.toString(),
                "-storepass",
                new String(PASSWORD),
                "-validity",
                "2"));
    List<String> given = List.of(options);
    if (!given.contains("-keyalg")) {
      words.addAll(List.of("-keyalg", "EC", "-groupname", "secp256r1"));
    }
    words.addAll(given);
    try {
      Process process =
          new ProcessBuilder(words)
              .redirectErrorStream(true)
              .redirectOutput(dir.resolve("keytool.log").toFile())
              .start();
      if (process.waitFor() != 0) {
        throw new IllegalStateException(Files.readString(dir.resolve("keytool.log")));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
