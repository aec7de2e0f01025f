package io.slotwise.node.script;

import io.slotwise.protocol.Bytes;
import io.slotwise.protocol.Reply;
import io.slotwise.scripting.RedisCalls;
import java.util.List;
import java.util.Optional;

/** A server with no keys, for scripts that only warm up. */
final class WarmUpCalls implements RedisCalls {

  @Override
  public Reply call(List<Bytes> words) {
    return Reply.Null.BULK;
  }

  @Override
  public Optional<Boolean> allows(List<Bytes> words) {
    return Optional.of(true);
  }

  @Override
  public void log(LogLevel level, Bytes message) {
    // Nobody is to hear of it.
  }
}
