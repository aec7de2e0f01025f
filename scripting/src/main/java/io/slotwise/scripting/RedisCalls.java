package io.slotwise.scripting;

import io.slotwise.protocol.Bytes;
import io.slotwise.protocol.Reply;
import java.util.List;
import java.util.Optional;

/** What a script can do to the world. The caller of the engine gives one for each run. */
public interface RedisCalls {

  /** How important a line that a script logs is, in Redis's order. */
  enum LogLevel {
    DEBUG,
    VERBOSE,
    NOTICE,
    WARNING
  }

  /**
   * Runs a command for {@code redis.call} or {@code redis.pcall}. An error is answered, not thrown;
   * the engine raises it where the script asked for that.
   */
  Reply call(List<Bytes> words);

  /** Whether the script's user may run the command; empty when there is no such command. */
  Optional<Boolean> allows(List<Bytes> words);

  /** {@code redis.log}. */
  void log(LogLevel level, Bytes message);

  /**
   * {@code redis.set_repl}.
   *
   * @param targets Redis's bits: 1 for the append-only file, 2 for replicas
   */
  default void replicateTo(int targets) {}

  /**
   * {@code redis.setresp}: from now on replies are shown to the script in this protocol's types.
   */
  default void useResp(int version) {}

  /**
   * Asked every few thousand steps. May throw what is not to be caught by a script.
   *
   * @return whether the script may go on; if not, it ends as one that was killed
   */
  default boolean goesOn() {
    return true;
  }

  /** The script is about to end because it wants more memory than it may have. */
  default void memoryRefused() {}
}
