package io.slotwise.node.command;

import io.slotwise.protocol.Bytes;
import io.slotwise.protocol.CommandError;
import io.slotwise.protocol.Errors;

/**
 * Names that clients give themselves: they appear in CLIENT LIST, so nothing may break its lines.
 */
final class ClientNames {

  private ClientNames() {}

  /**
   * @param what begins the error: {@code Client names}, {@code lib-name}
   * @throws CommandError when the name holds blanks or anything that does not print
   */
  static void require(Bytes name, String what) {
    for (int i = 0; i < name.length(); i++) {
      if (name.at(i) < '!' || name.at(i) > '~') {
        throw new CommandError(
            Errors.err(what + " cannot contain spaces, newlines or special characters."));
      }
    }
  }
}
