package io.slotwise.node.connection;

import io.slotwise.protocol.Args;
import io.slotwise.protocol.CommandError;
import io.slotwise.sharding.api.Handler;
import java.util.concurrent.CompletionStage;

/** The code behind EVAL, FCALL and their like. */
@FunctionalInterface
public interface ScriptHandler extends Handler.Scripted {

  /**
   * Brings what {@link #prepare} will need from other nodes. Called on the event loop, and does not
   * wait.
   *
   * @return completes on any thread, whether there was something or not; null where nothing lacks
   */
  default CompletionStage<Void> fetch(ClientSession session, Args args) {
    return null;
  }

  /**
   * Finds out what a request wants to have run. Called on the event loop, and does not wait.
   *
   * @throws CommandError when it cannot be run
   */
  ScriptCall prepare(ClientSession session, Args args);
}
