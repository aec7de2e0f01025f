package io.slotwise.protocol.command;

import java.util.Locale;

/** Redis's command flags, in the order in which {@code COMMAND INFO} of 7.0 lists them. */
public enum Flag {
  WRITE,
  READONLY,
  DENYOOM,
  MODULE,
  ADMIN,
  PUBSUB,
  NOSCRIPT,
  BLOCKING,
  LOADING,
  STALE,
  SKIP_MONITOR,
  SKIP_SLOWLOG,
  ASKING,
  FAST,
  NO_AUTH,
  MAY_REPLICATE,
  NO_MANDATORY_KEYS,
  PROTECTED,
  NO_ASYNC_LOADING,
  NO_MULTI,
  MOVABLEKEYS,
  ALLOW_BUSY;

  /** The word that {@code COMMAND INFO} prints. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
