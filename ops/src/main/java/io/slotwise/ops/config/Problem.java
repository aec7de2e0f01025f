package io.slotwise.ops.config;

/**
 * Something about the settings that a person should know.
 *
 * @param place where it stands: a file with its line, or an option of the command line
 * @param hint what to do about it, or null
 */
public record Problem(Severity severity, String place, String message, String hint) {

  /** Whether the node can start with it. */
  public enum Severity {
    ERROR,
    WARNING
  }

  static Problem error(String place, String message, String hint) {
    return new Problem(Severity.ERROR, place, message, hint);
  }

  static Problem warning(String place, String message, String hint) {
    return new Problem(Severity.WARNING, place, message, hint);
  }

  /** One line: place, message, hint. */
  @Override
  public String toString() {
    return place + ": " + message + (hint == null ? "" : " (" + hint + ")");
  }
}
