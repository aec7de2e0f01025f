package io.slotwise.sharding.log.raft.wire;

import java.io.IOException;
import java.util.Collection;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.apache.ratis.client.RaftClientRpc;
import org.apache.ratis.client.impl.ClientProtoUtils;
import org.apache.ratis.proto.RaftProtos.RaftClientReplyProto;
import org.apache.ratis.protocol.RaftClientReply;
import org.apache.ratis.protocol.RaftClientRequest;
import org.apache.ratis.protocol.RaftPeer;

/** Takes a client's requests to the leader of a group. */
final class WireClient implements RaftClientRpc {

  /** Who has no answer until then asks again; the leader knows a request that it has seen. */
  private static final long ANSWER_MAX_MS = 3_000;

  private final Wire wire;

  WireClient(Wire wire) {
    this.wire = wire;
  }

  @Override
  public CompletableFuture<RaftClientReply> sendRequestAsync(RaftClientRequest request) {
    return wire.call(
            request.getServerId(),
            Kind.CLIENT,
            ClientProtoUtils.toRaftClientRequestProto(request),
            ANSWER_MAX_MS)
        .thenApply(WireClient::reply);
  }

  private static RaftClientReply reply(byte[] frame) {
    try {
      RaftClientReply reply =
          ClientProtoUtils.toRaftClientReply(WireFormat.body(frame, RaftClientReplyProto.parser()));
      throwIfNotNull(reply.getNotLeaderException());
      throwIfNotNull(reply.getLeaderNotReadyException());
      return reply;
    } catch (IOException e) {
      throw new CompletionException(e);
    }
  }

  /** What the client asks another node for, or the same one again. */
  private static void throwIfNotNull(IOException why) throws IOException {
    if (why != null) {
      throw why;
    }
  }

  @Override
  public RaftClientReply sendRequest(RaftClientRequest request) throws IOException {
    return WireServer.await(sendRequestAsync(request));
  }

  @Override
  public void addRaftPeers(Collection<RaftPeer> peers) {
    wire.know(peers);
  }

  /** The wire is the node's. */
  @Override
  public void close() {}
}
