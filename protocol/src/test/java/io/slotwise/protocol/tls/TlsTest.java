package io.slotwise.protocol.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slotwise.protocol.tls.TlsSettings.ClientCertificates;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.List;
import javax.crypto.Cipher;
import javax.crypto.EncryptedPrivateKeyInfo;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that are read, and files that are refused with a word on what to do. */
class TlsTest {

  /** In front of an RSA key in PKCS#8 stands so much that PKCS#1 does not have. */
  private static final int HEAD_BYTES = 26;

  @TempDir private static Path dir;
  private static TestAuthority authority;
  private static TlsFiles node;

  @BeforeAll
  static void issue() {
    authority = new TestAuthority(dir);
    node = authority.issue("node");
  }

  private static Tls tls(TlsFiles files) throws IOException {
    return Tls.of(TlsSettings.ofClient(files));
  }

  private static TlsFiles withKey(Path key, String password) {
    return new TlsFiles(node.certificate(), key.toString(), password, node.authorities(), "");
  }

  private static Path file(String name, String text) throws IOException {
    return Files.writeString(dir.resolve(name), text);
  }

  @Test
  void keysAreReadAsOpenSslWritesThem() throws IOException {
    assertThat(tls(node).certificate().getSubjectX500Principal().getName()).isEqualTo("CN=node");
  }

  @Test
  void keysOfOlderToolsAreReadToo() throws IOException {
    TlsFiles rsa = authority.issue("rsa", "-keyalg", "RSA", "-keysize", "2048");
    byte[] pkcs8 = authority.key("rsa").getEncoded();
    byte[] pkcs1 = Arrays.copyOfRange(pkcs8, HEAD_BYTES, pkcs8.length);
    Path key = authority.write("rsa-pkcs1.key", "RSA PRIVATE KEY", pkcs1);
    TlsFiles older = new TlsFiles(rsa.certificate(), key.toString(), "", "", "");
    assertThat(tls(older).certificate().getSubjectX500Principal().getName()).isEqualTo("CN=rsa");
  }

  @Test
  void aKeyWithAPasswordNeedsIt() throws IOException, GeneralSecurityException {
    String scheme = "PBEWithHmacSHA256AndAES_256";
    Cipher cipher = Cipher.getInstance(scheme);
    cipher.init(
        Cipher.ENCRYPT_MODE,
        SecretKeyFactory.getInstance(scheme)
            .generateSecret(new PBEKeySpec("secret".toCharArray())));
    AlgorithmParameters parameters = AlgorithmParameters.getInstance("PBES2");
    parameters.init(cipher.getParameters().getEncoded());
    byte[] encrypted =
        new EncryptedPrivateKeyInfo(parameters, cipher.doFinal(authority.key("node").getEncoded()))
            .getEncoded();
    Path key = authority.write("encrypted.key", "ENCRYPTED PRIVATE KEY", encrypted);
    assertThat(tls(withKey(key, "secret")).certificate()).isNotNull();
    assertThatThrownBy(() -> tls(withKey(key, "")))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("tls-key-file-pass");
    assertThatThrownBy(() -> tls(withKey(key, "wrong")))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("wrong");
  }

  @Test
  void filesThatAreNoneAreNamed() throws IOException {
    Path nothing = dir.resolve("nothing");
    assertThatThrownBy(() -> tls(withKey(nothing, "")))
        .hasMessage("the key " + nothing + " does not exist");
    Path text = file("text", "no certificate");
    assertThatThrownBy(() -> tls(new TlsFiles(text.toString(), node.key(), "", "", "")))
        .hasMessageStartingWith("the certificate " + text + " is no PEM file");
    assertThatThrownBy(() -> tls(withKey(text, "")))
        .hasMessage("the key " + text + " is no PEM file with a private key");
    Path broken = file("broken", "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n");
    assertThatThrownBy(() -> tls(withKey(broken, ""))).hasMessageContaining("openssl pkcs8");
    assertThatThrownBy(() -> tls(new TlsFiles(node.certificate(), "", "", "", "")))
        .hasMessageContaining("give both");
  }

  @Test
  void aKeyOfAnotherCertificateIsRefused() {
    TlsFiles other = authority.issue("other");
    assertThatThrownBy(() -> tls(withKey(Path.of(other.key()), "")))
        .hasMessage(
            "the key " + other.key() + " does not belong to the certificate " + node.certificate());
  }

  @Test
  void authoritiesMayLieInAFolder() throws IOException {
    Path folder = Files.createDirectories(dir.resolve("authorities"));
    assertThatThrownBy(() -> tls(new TlsFiles("", "", "", "", folder.toString())))
        .hasMessageContaining("is empty");
    Files.copy(Path.of(node.authorities()), folder.resolve("a.pem"));
    Identity believer = Identity.read(new TlsFiles("", "", "", "", folder.toString()));
    assertThat(believer.trust().getAcceptedIssuers()).hasSize(1);
  }

  @Test
  void ciphersGoByEitherName() throws IOException {
    assertThat(ciphers("ECDHE-ECDSA-AES128-GCM-SHA256", "TLS_AES_256_GCM_SHA384"))
        .containsExactly("TLS_AES_256_GCM_SHA384", "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256");
    assertThat(ciphers("TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256", "TLS_AES_128_GCM_SHA256"))
        .isEqualTo(ciphers("ECDHE-RSA-CHACHA20-POLY1305", "TLS_AES_128_GCM_SHA256"));
    assertThat(ciphers("", "")).contains("TLS_AES_256_GCM_SHA384").hasSizeGreaterThan(5);
    assertThatThrownBy(() -> ciphers("HIGH:!MD5", ""))
        .hasMessageStartingWith("the cipher HIGH is not known")
        .hasMessageContaining("ECDHE-RSA-AES256-GCM-SHA384");
  }

  private static String[] ciphers(String older, String newer) throws IOException {
    return Tls.of(new TlsSettings(node, ClientCertificates.NO, List.of(), older, newer, false))
        .clientEngine()
        .getEnabledCipherSuites();
  }

  @Test
  void protocolsThatNobodyShouldSpeakAreRefused() throws IOException {
    assertThat(protocols("TLSv1.2").clientEngine().getEnabledProtocols())
        .containsExactly("TLSv1.2");
    assertThatThrownBy(() -> protocols("TLSv1.1")).hasMessageContaining("TLSv1.2, TLSv1.3 or both");
  }

  private static Tls protocols(String... names) throws IOException {
    return Tls.of(new TlsSettings(node, ClientCertificates.NO, List.of(names), "", "", false));
  }

  @Test
  void whatCannotBeUsedLeavesAllAsItWas() throws IOException {
    Tls tls = tls(node);
    assertThatThrownBy(() -> tls.use(TlsSettings.ofClient(withKey(dir.resolve("nothing"), ""))))
        .isInstanceOf(IOException.class);
    assertThat(tls.certificate().getSubjectX500Principal().getName()).isEqualTo("CN=node");
    tls.use(TlsSettings.ofClient(authority.issue("next")));
    assertThat(tls.certificate().getSubjectX500Principal().getName()).isEqualTo("CN=next");
  }
}
