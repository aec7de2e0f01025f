package io.slotwise.sharding.log;

/** Effects on their way into the log: they write themselves, so that nothing is copied twice. */
public interface LogEntry {

  /** Exactly how many bytes {@link #writeTo} will write. */
  int sizeBytes();

  /**
   * Writes the effects. Called once, while the log holds its lock: no work beyond copying.
   *
   * @return the offset behind the last byte written
   */
  int writeTo(byte[] target, int offset);
}
