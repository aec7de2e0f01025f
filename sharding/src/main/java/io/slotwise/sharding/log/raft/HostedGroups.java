package io.slotwise.sharding.log.raft;

import java.nio.ByteBuffer;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.thirdparty.com.google.protobuf.ByteString;

/**
 * Says which groups this node hosts, as far as that a leader may send to them: one that does while
 * a replica is being made can leave it half made, and one that has ended takes nothing.
 *
 * <pre>
 * question  5 | the group's id, 16 bytes
 * answer    1 if it is hosted, nothing if its replica has ended; else refused
 * </pre>
 */
final class HostedGroups {

  static final byte KIND = 5;

  private static final int QUESTION_BYTES = 1 + 2 * Long.BYTES;
  private static final ByteString YES = ByteString.copyFrom(new byte[] {1});

  private final RaftServing serving;

  HostedGroups(RaftServing serving) {
    this.serving = serving;
  }

  static ByteString question(RaftGroupId group) {
    UUID id = group.getUuid();
    return ByteString.copyFrom(
        ByteBuffer.allocate(QUESTION_BYTES)
            .put(KIND)
            .putLong(id.getMostSignificantBits())
            .putLong(id.getLeastSignificantBits())
            .flip());
  }

  static boolean isYes(ByteString answer) {
    return YES.equals(answer);
  }

  CompletableFuture<ByteString> answer(ByteString bytes) {
    ByteBuffer question = bytes.asReadOnlyByteBuffer();
    RaftGroupId group =
        RaftGroupId.valueOf(new UUID(question.getLong(1), question.getLong(1 + Long.BYTES)));
    return serving
        .describe(group)
        .thenApply(described -> serving.isAlive(group) ? YES : ByteString.EMPTY);
  }
}
