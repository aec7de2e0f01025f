package io.slotwise.protocol.tls;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedKeyManager;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Who this side is and whom it believes, as the files said when they were read.
 *
 * @param keys null for a side that shows no certificate
 * @param trust null for the authorities that the JDK knows
 * @param own the certificate itself, or null
 */
record Identity(X509ExtendedKeyManager keys, X509ExtendedTrustManager trust, X509Certificate own) {

  private static final char[] NO_PASSWORD = new char[0];
  private static final byte[] PROBE = {1, 2, 3};

  /**
   * @throws IOException with a message that says which file and what to do
   */
  static Identity read(TlsFiles files) throws IOException {
    try {
      X509Certificate[] chain = chain(files);
      return new Identity(
          chain == null ? null : keys(files, chain), trust(files), chain == null ? null : chain[0]);
    } catch (GeneralSecurityException e) {
      throw new IOException("certificates cannot be used: " + e.getMessage(), e);
    }
  }

  private static X509Certificate[] chain(TlsFiles files) throws IOException {
    if (files.certificate().isEmpty() && files.key().isEmpty()) {
      return null;
    }
    if (files.certificate().isEmpty() || files.key().isEmpty()) {
      throw new IOException("a certificate needs its key, and a key its certificate: give both");
    }
    return certificates(Path.of(files.certificate())).toArray(X509Certificate[]::new);
  }

  private static X509ExtendedKeyManager keys(TlsFiles files, X509Certificate[] chain)
      throws IOException, GeneralSecurityException {
    Path file = Path.of(files.key());
    String pem = new String(bytes(file, "key"), StandardCharsets.ISO_8859_1);
    PrivateKey key = PemKey.parse(pem, file, files.keyPassword());
    if (!belongTogether(key, chain[0])) {
      throw new IOException(
          "the key " + file + " does not belong to the certificate " + files.certificate());
    }
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    store.setKeyEntry("own", key, NO_PASSWORD, chain);
    KeyManagerFactory factory =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    factory.init(store, NO_PASSWORD);
    return (X509ExtendedKeyManager) factory.getKeyManagers()[0];
  }

  private static boolean belongTogether(PrivateKey key, X509Certificate certificate)
      throws GeneralSecurityException {
    String algorithm =
        switch (key.getAlgorithm()) {
          case "RSA" -> "SHA256withRSA";
          case "EC" -> "SHA256withECDSA";
          default -> key.getAlgorithm();
        };
    Signature signature = Signature.getInstance(algorithm);
    signature.initSign(key);
    signature.update(PROBE);
    byte[] signed = signature.sign();
    try {
      signature.initVerify(certificate.getPublicKey());
      signature.update(PROBE);
      return signature.verify(signed);
    } catch (GeneralSecurityException e) {
      // Of another kind, or of another length.
      return false;
    }
  }

  private static X509ExtendedTrustManager trust(TlsFiles files)
      throws IOException, GeneralSecurityException {
    if (!files.nameAuthorities()) {
      return null;
    }
    List<X509Certificate> authorities = new ArrayList<>();
    if (!files.authorities().isEmpty()) {
      authorities.addAll(certificates(Path.of(files.authorities())));
    }
    if (!files.authoritiesDir().isEmpty()) {
      authorities.addAll(certificatesIn(Path.of(files.authoritiesDir())));
    }
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    for (int i = 0; i < authorities.size(); i++) {
      store.setCertificateEntry("authority-" + i, authorities.get(i));
    }
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(store);
    TrustManager[] managers = factory.getTrustManagers();
    return (X509ExtendedTrustManager)
        Arrays.stream(managers)
            .filter(X509ExtendedTrustManager.class::isInstance)
            .findFirst()
            .orElseThrow(() -> new CertificateException("this Java has no trust manager"));
  }

  private static List<X509Certificate> certificatesIn(Path dir) throws IOException {
    List<Path> files;
    try (Stream<Path> entries = Files.list(dir)) {
      files = entries.filter(Files::isRegularFile).sorted().toList();
    } catch (IOException e) {
      throw new IOException("the folder of certificates " + dir + " cannot be read: " + e, e);
    }
    List<X509Certificate> all = new ArrayList<>();
    for (Path file : files) {
      all.addAll(certificates(file));
    }
    if (all.isEmpty()) {
      throw new IOException("the folder of certificates " + dir + " is empty");
    }
    return all;
  }

  private static List<X509Certificate> certificates(Path file) throws IOException {
    byte[] pem = bytes(file, "certificate");
    try {
      List<X509Certificate> certificates =
          CertificateFactory.getInstance("X.509")
              .generateCertificates(new ByteArrayInputStream(pem))
              .stream()
              .map(X509Certificate.class::cast)
              .toList();
      if (!certificates.isEmpty()) {
        return certificates;
      }
    } catch (CertificateException e) {
      throw new IOException(
          "the certificate " + file + " is no PEM file with certificates: " + e.getMessage(), e);
    }
    throw new IOException("the certificate " + file + " is no PEM file with certificates");
  }

  private static byte[] bytes(Path file, String what) throws IOException {
    try {
      return Files.readAllBytes(file);
    } catch (NoSuchFileException e) {
      throw new IOException("the " + what + " " + file + " does not exist", e);
    } catch (IOException e) {
      throw new IOException("the " + what + " " + file + " cannot be read: " + e, e);
    }
  }
}
