package io.slotwise.sharding.log.raft;

import io.slotwise.sharding.replication.DirectoryLog;
import io.slotwise.sharding.replication.Peer;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.apache.ratis.client.RaftClient;
import org.apache.ratis.conf.Parameters;
import org.apache.ratis.conf.RaftProperties;
import org.apache.ratis.protocol.Message;
import org.apache.ratis.protocol.RaftClientReply;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.retry.RetryPolicies;
import org.apache.ratis.retry.RetryPolicy;
import org.apache.ratis.thirdparty.com.google.protobuf.ByteString;
import org.apache.ratis.util.TimeDuration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The directory's group as one of its members uses it. Thread-safe. */
public final class RaftDirectoryLog implements DirectoryLog {

  private static final Logger LOG = LoggerFactory.getLogger(RaftDirectoryLog.class);

  /** Long enough for an election or two. */
  private static final RetryPolicy RETRIES =
      RetryPolicies.retryUpToMaximumCountWithFixedSleep(
          40, TimeDuration.valueOf(250, TimeUnit.MILLISECONDS));

  private final RaftGroupId id;
  private final RaftServing serving;
  private final RaftProperties properties;
  private final Parameters parameters;
  private final Executor worker;

  /** Null until a change is proposed, and when the voters have changed since. */
  private RaftClient client;

  private List<Peer> clientsVoters = List.of();

  RaftDirectoryLog(
      RaftGroupId id,
      RaftServing serving,
      RaftProperties properties,
      Parameters parameters,
      Executor worker) {
    this.id = id;
    this.serving = serving;
    this.properties = properties;
    this.parameters = parameters;
    this.worker = worker;
  }

  /** Whether this node is a member already. */
  public boolean isOpen() {
    return serving.groups().contains(id);
  }

  /**
   * Becomes a member; does nothing where this node is one already.
   *
   * @param voters the members of a group that begins; empty for who is made a member by the leader
   */
  public CompletionStage<Void> open(List<Peer> voters) {
    return isOpen()
        ? CompletableFuture.completedFuture(null)
        : serving.add(GroupIds.group(id, voters));
  }

  /** Is no member any more. */
  public CompletionStage<Void> leave() {
    return serving.remove(id);
  }

  @Override
  public CompletionStage<byte[]> propose(byte[] change) {
    if (!isOpen()) {
      return CompletableFuture.failedFuture(
          new IllegalStateException("this node is no member of the directory"));
    }
    return client()
        .async()
        .send(Message.valueOf(ByteString.copyFrom(change)))
        .thenComposeAsync(RaftDirectoryLog::answer, worker);
  }

  private static CompletableFuture<byte[]> answer(RaftClientReply reply) {
    return reply.isSuccess()
        ? CompletableFuture.completedFuture(reply.getMessage().getContent().toByteArray())
        : CompletableFuture.failedFuture(reply.getException());
  }

  private synchronized RaftClient client() {
    List<Peer> voters = serving.voters(id);
    if (client == null || !voters.equals(clientsVoters)) {
      closeClient();
      clientsVoters = voters;
      client =
          RaftClient.newBuilder()
              .setProperties(properties)
              .setParameters(parameters)
              .setRaftGroup(GroupIds.group(id, voters))
              .setRetryPolicy(RETRIES)
              .build();
    }
    return client;
  }

  @Override
  public boolean leading() {
    return isOpen() && serving.division(id).getInfo().isLeaderReady();
  }

  /** The members as this node knows them. */
  @Override
  public List<Peer> voters() {
    return serving.voters(id);
  }

  @Override
  public CompletionStage<Void> transferTo(String nodeId) {
    return serving.transfer(id, nodeId);
  }

  @Override
  public CompletionStage<Void> changeVoters(List<Peer> voters) {
    return serving.configure(id, voters);
  }

  @Override
  public synchronized void close() {
    closeClient();
  }

  private void closeClient() {
    if (client != null) {
      try {
        client.close();
      } catch (IOException e) {
        LOG.warn("event=directory-client-not-closed cause={}", e.toString());
      }
      client = null;
    }
  }
}
