package io.slotwise.node.connection;

import io.slotwise.protocol.Args;
import io.slotwise.protocol.CommandError;
import io.slotwise.sharding.api.Handler;

/** The code behind EVAL, FCALL and their like. */
@FunctionalInterface
public interface ScriptHandler extends Handler.Scripted {

  /**
   * Finds out what a request wants to have run. Called on the event loop, and does not wait.
   *
   * @throws CommandError when it cannot be run
   */
  ScriptCall prepare(ClientSession session, Args args);
}
