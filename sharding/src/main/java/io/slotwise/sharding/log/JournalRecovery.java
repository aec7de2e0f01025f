package io.slotwise.sharding.log;

/** What to do at start when the journal is damaged where it had been synced. */
public enum JournalRecovery {
  /** Refuse to start, saying where the damage is. */
  STRICT,

  /** Keep everything before the damage and give up everything behind it. */
  TRUNCATE
}
