package io.slotwise.protocol.tls;

/**
 * Where certificates and keys lie, as PEM. Empty for what is not given.
 *
 * @param certificate of this side, followed by those between it and the authority, if any
 * @param key that belongs to it
 * @param keyPassword of that key
 * @param authorities certificates that those of others must be signed by
 * @param authoritiesDir a folder of such files
 */
public record TlsFiles(
    String certificate, String key, String keyPassword, String authorities, String authoritiesDir) {

  /** Whether there is anybody to believe. */
  public boolean nameAuthorities() {
    return !authorities.isEmpty() || !authoritiesDir.isEmpty();
  }

  /** Passwords are not for logs. */
  @Override
  public String toString() {
    return "TlsFiles[" + certificate + ", " + key + ", " + authorities + authoritiesDir + "]";
  }
}
