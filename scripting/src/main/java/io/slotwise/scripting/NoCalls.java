package io.slotwise.scripting;

import io.slotwise.protocol.Bytes;
import io.slotwise.protocol.Errors;
import io.slotwise.protocol.Reply;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** For code that must not reach the server: a library while it loads. */
enum NoCalls implements RedisCalls {
  INSTANCE;

  private static final Logger LOG = LoggerFactory.getLogger(NoCalls.class);

  @Override
  public Reply call(List<Bytes> words) {
    return Errors.err("redis.call() and redis.pcall() are not available here");
  }

  @Override
  public Optional<Boolean> allows(List<Bytes> words) {
    return Optional.empty();
  }

  @Override
  public void log(LogLevel level, Bytes message) {
    LOG.info("event=library-log level={} text={}", level, message);
  }
}
