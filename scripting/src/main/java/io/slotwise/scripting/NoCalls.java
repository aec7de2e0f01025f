package io.slotwise.scripting;

import io.slotwise.protocol.Bytes;
import io.slotwise.protocol.Errors;
import io.slotwise.protocol.Reply;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** For code that must not reach the server, nor run for long: a library while it loads. */
final class NoCalls implements RedisCalls {

  private static final long LOAD_NANOS_MAX = TimeUnit.MILLISECONDS.toNanos(500);

  private static final Logger LOG = LoggerFactory.getLogger(NoCalls.class);

  private final long startNanos = System.nanoTime();

  @Override
  public boolean goesOn() {
    return System.nanoTime() - startNanos < LOAD_NANOS_MAX;
  }

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
