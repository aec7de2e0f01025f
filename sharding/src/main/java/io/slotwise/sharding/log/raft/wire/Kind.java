package io.slotwise.sharding.log.raft.wire;

/** What a request is about; the number is part of the format. */
enum Kind {
  /** Entries of a leader's log, or none: AppendEntriesRequestProto. */
  APPEND,
  /** A candidate's: RequestVoteRequestProto. */
  VOTE,
  /** That the log does not go back far enough: InstallSnapshotRequestProto. */
  INSTALL,
  /** That the lead is given away: StartLeaderElectionRequestProto. */
  ELECT,
  /** To the leader of a group: RaftClientRequestProto. */
  CLIENT,
  /** What nodes ask each other besides: bytes. */
  QUESTION,
  /** Whether anybody is there; nothing. */
  PING;

  private static final Kind[] ALL = values();

  byte number() {
    return (byte) (ordinal() + 1);
  }

  /** The kind, or null where there is none of this number. */
  static Kind of(byte number) {
    return number < 1 || number > ALL.length ? null : ALL[number - 1];
  }
}
