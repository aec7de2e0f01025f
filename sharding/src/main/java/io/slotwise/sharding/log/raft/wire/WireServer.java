package io.slotwise.sharding.log.raft.wire;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetSocketAddress;
import java.util.Collection;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import org.apache.ratis.client.impl.ClientProtoUtils;
import org.apache.ratis.proto.RaftProtos.AppendEntriesReplyProto;
import org.apache.ratis.proto.RaftProtos.AppendEntriesRequestProto;
import org.apache.ratis.proto.RaftProtos.InstallSnapshotReplyProto;
import org.apache.ratis.proto.RaftProtos.InstallSnapshotRequestProto;
import org.apache.ratis.proto.RaftProtos.RaftClientRequestProto;
import org.apache.ratis.proto.RaftProtos.RaftRpcRequestProto;
import org.apache.ratis.proto.RaftProtos.RequestVoteReplyProto;
import org.apache.ratis.proto.RaftProtos.RequestVoteRequestProto;
import org.apache.ratis.proto.RaftProtos.StartLeaderElectionReplyProto;
import org.apache.ratis.proto.RaftProtos.StartLeaderElectionRequestProto;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.protocol.RaftPeer;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.rpc.RpcType;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.server.RaftServerRpc;
import org.apache.ratis.server.protocol.RaftServerAsynchronousProtocol;
import org.apache.ratis.thirdparty.com.google.protobuf.MessageLite;
import org.apache.ratis.thirdparty.com.google.protobuf.Parser;
import org.apache.ratis.util.ProtoUtils;

/**
 * What the node's Raft server says and hears. Entries from the leader that a replica follows are
 * taken on the connections' thread; whatever may wait for the disk or for other threads, a change
 * of roles above all, is done elsewhere.
 */
final class WireServer implements RaftServerRpc {

  private static final long ANSWER_MAX_MS = 3_000;

  /** What a request asks of the server. */
  private interface Served {
    void serve(Request request) throws IOException;
  }

  private final RaftServer server;
  private final WireSettings settings;
  private final Wire wire;
  private final Map<Kind, Served> kinds = new EnumMap<>(Kind.class);

  /** Replicas that have been found: to look for one may mean to wait until it is made. */
  private final Map<RaftGroupId, RaftServer.Division> found = new ConcurrentHashMap<>();

  private volatile InetSocketAddress address;

  WireServer(RaftServer server, WireSettings settings) {
    this.server = server;
    this.settings = settings;
    this.wire = settings.wire();
    this.address = InetSocketAddress.createUnresolved(settings.listenHost(), settings.listenPort());
    kinds.put(
        Kind.VOTE,
        request ->
            request.answer(server.requestVote(request.body(RequestVoteRequestProto.parser()))));
    kinds.put(
        Kind.INSTALL,
        request ->
            request.answer(
                server.installSnapshot(request.body(InstallSnapshotRequestProto.parser()))));
    kinds.put(
        Kind.ELECT,
        request ->
            request.answer(
                server.startLeaderElection(
                    request.body(StartLeaderElectionRequestProto.parser()))));
    kinds.put(Kind.CLIENT, this::serveClient);
    kinds.put(Kind.QUESTION, this::serveQuestion);
  }

  @Override
  public void start() throws IOException {
    address = wire.listen(settings.listenHost(), settings.listenPort(), this::serve);
  }

  private void serve(Request request) {
    if (request.kind() == Kind.APPEND) {
      append(request);
    } else {
      onWorker(request, () -> kinds.get(request.kind()).serve(request));
    }
  }

  private interface Work {
    void run() throws IOException;
  }

  private void onWorker(Request request, Work work) {
    try {
      wire.worker()
          .execute(
              () -> {
                try {
                  work.run();
                } catch (IOException | RuntimeException e) {
                  request.refuse(e);
                }
              });
    } catch (RejectedExecutionException closed) {
      request.refuse(closed);
    }
  }

  private void append(Request request) {
    try {
      AppendEntriesRequestProto entries = request.body(AppendEntriesRequestProto.parser());
      RaftGroupId group = ProtoUtils.toRaftGroupId(entries.getServerRequest().getRaftGroupId());
      RaftServer.Division replica = found.get(group);
      if (replica != null && isSteady(replica, entries)) {
        append(request, replica, entries);
      } else {
        onWorker(
            request,
            () -> {
              RaftServer.Division now = server.getDivision(group);
              // What has gone since would be kept, with its log.
              found.values().removeIf(before -> !before.getInfo().isAlive());
              found.put(group, now);
              append(request, now, entries);
            });
      }
    } catch (IOException | RuntimeException e) {
      request.refuse(e);
    }
  }

  /** Whether the replica takes entries as it took those before. */
  private static boolean isSteady(RaftServer.Division replica, AppendEntriesRequestProto entries) {
    return replica.getInfo().isAlive()
        && replica.getInfo().isFollower()
        && replica.getInfo().getCurrentTerm() == entries.getLeaderTerm();
  }

  private static void append(
      Request request, RaftServer.Division replica, AppendEntriesRequestProto entries)
      throws IOException {
    ((RaftServerAsynchronousProtocol) replica)
        .appendEntriesAsync(entries)
        .whenComplete(request::settle);
  }

  private void serveClient(Request request) throws IOException {
    RaftClientRequestProto asked = request.body(RaftClientRequestProto.parser());
    server
        .submitClientRequestAsync(ClientProtoUtils.toRaftClientRequest(asked))
        .thenApply(ClientProtoUtils::toRaftClientReplyProto)
        .whenComplete(request::settle);
  }

  private void serveQuestion(Request request) {
    settings
        .questions()
        .apply(request.body())
        .whenComplete(
            (answer, failure) -> {
              if (failure == null) {
                request.answer(answer);
              } else {
                request.refuse(failure);
              }
            });
  }

  @Override
  public InetSocketAddress getInetSocketAddress() {
    return address;
  }

  @Override
  public RpcType getRpcType() {
    return new WireType();
  }

  @Override
  public void addRaftPeers(Collection<RaftPeer> peers) {
    wire.know(peers);
  }

  /** Connections are made anew by themselves. */
  @Override
  public void handleException(RaftPeerId peer, Exception failure, boolean reconnect) {}

  @Override
  public RequestVoteReplyProto requestVote(RequestVoteRequestProto request) throws IOException {
    return ask(request.getServerRequest(), Kind.VOTE, request, RequestVoteReplyProto.parser());
  }

  @Override
  public AppendEntriesReplyProto appendEntries(AppendEntriesRequestProto request)
      throws IOException {
    return ask(request.getServerRequest(), Kind.APPEND, request, AppendEntriesReplyProto.parser());
  }

  @Override
  public InstallSnapshotReplyProto installSnapshot(InstallSnapshotRequestProto request)
      throws IOException {
    return ask(
        request.getServerRequest(), Kind.INSTALL, request, InstallSnapshotReplyProto.parser());
  }

  @Override
  public StartLeaderElectionReplyProto startLeaderElection(StartLeaderElectionRequestProto request)
      throws IOException {
    return ask(
        request.getServerRequest(), Kind.ELECT, request, StartLeaderElectionReplyProto.parser());
  }

  private <T> T ask(RaftRpcRequestProto head, Kind kind, MessageLite body, Parser<T> parser)
      throws IOException {
    RaftPeerId peer = RaftPeerId.valueOf(head.getReplyId());
    return WireFormat.body(await(wire.call(peer, kind, body, ANSWER_MAX_MS)), parser);
  }

  /** Waits for what comes in any case. */
  static <T> T await(CompletableFuture<T> answer) throws IOException {
    try {
      return answer.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw (IOException) new InterruptedIOException("interrupted while waiting").initCause(e);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof IOException io ? io : new IOException(e.getCause());
    }
  }

  @Override
  public void close() {
    // The wire is the node's: its replicas may still have something to say.
  }
}
