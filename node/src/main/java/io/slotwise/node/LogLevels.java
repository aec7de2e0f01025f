package io.slotwise.node;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import org.slf4j.LoggerFactory;

/** Redis's {@code loglevel} for the logger that all of Slotwise's own loggers stand below. */
public final class LogLevels {

  private static final String OWN_LOGGERS = "io.slotwise";

  private LogLevels() {}

  /**
   * @param redisLevel {@code debug}, {@code verbose}, {@code notice} or {@code warning}
   */
  public static void apply(String redisLevel) {
    if (LoggerFactory.getLogger(OWN_LOGGERS) instanceof Logger logger) {
      logger.setLevel(
          switch (redisLevel) {
            case "debug" -> Level.TRACE;
            case "verbose" -> Level.DEBUG;
            case "warning" -> Level.WARN;
            default -> Level.INFO;
          });
    }
  }
}
