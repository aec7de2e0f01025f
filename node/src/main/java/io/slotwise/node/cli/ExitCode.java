package io.slotwise.node.cli;

/** What the process ends with. */
final class ExitCode {

  static final int OK = 0;

  /** The node could not start, or ended by a failure. */
  static final int FAILED = 1;

  /** The command line or the configuration is wrong: nothing was started. */
  static final int USAGE = 2;

  private ExitCode() {}
}
