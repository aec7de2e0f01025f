package io.slotwise.node.cluster;

import io.slotwise.node.connection.ConnectionSettings;
import io.slotwise.protocol.Args;
import io.slotwise.protocol.Bytes;
import io.slotwise.protocol.ErrorCode;
import io.slotwise.protocol.Errors;
import io.slotwise.protocol.Replies;
import io.slotwise.protocol.Reply;
import io.slotwise.protocol.stream.Connection;
import io.slotwise.protocol.stream.ReplyWriter;
import io.slotwise.protocol.stream.RequestBatch;
import io.slotwise.protocol.stream.RequestHandler;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a node answers as long as it waits to join a cluster: other nodes hear that it waits, too,
 * and clients that it is loading. An operator may have it begin a cluster instead.
 */
public final class WaitingRoom implements RequestHandler.Factory {

  private static final Pattern WAITS = Pattern.compile("TRYAGAIN node ([0-9a-f]{40}) waits .*");

  private final String nodeId;
  private final ConnectionSettings settings;
  private volatile Wish wish;

  /** An operator wants a cluster like this; 0 for what the configuration says. */
  record Wish(int shards, int replicas) {}

  public WaitingRoom(String nodeId, ConnectionSettings settings) {
    this.nodeId = nodeId;
    this.settings = settings;
  }

  /** What an operator has asked for, or null. */
  Wish wish() {
    return wish;
  }

  /** An operator asks for it. */
  void wish(Wish newWish) {
    wish = newWish;
  }

  /** The id of a node that waits, from the error that it has answered with, or null. */
  static String waitingNode(String error) {
    Matcher matcher = WAITS.matcher(error);
    return matcher.matches() ? matcher.group(1) : null;
  }

  @Override
  public RequestHandler open(Connection connection) {
    return new Visit(connection);
  }

  private final class Visit implements RequestHandler {

    private final Connection connection;
    private boolean authenticated;

    Visit(Connection connection) {
      this.connection = connection;
    }

    @Override
    public void run(RequestBatch batch, ReplyWriter replies) {
      batch.requests().forEach(request -> replies.write(answer(request)));
      replies.finished();
    }

    private Reply answer(Args request) {
      if (request.is(0, "auth") && request.count() > 1) {
        return authenticate(request.get(request.count() - 1));
      }
      if (request.count() < 2 || !request.is(0, "cluster")) {
        return Errors.loading();
      }
      if (request.is(1, "join")) {
        return new Reply.Error(
            ErrorCode.TRYAGAIN, "node " + nodeId + " waits to join a cluster, too");
      }
      return request.is(1, "create") ? create(request) : Errors.loading();
    }

    private Reply authenticate(Bytes password) {
      byte[] wanted = settings.requirepass().getBytes(StandardCharsets.UTF_8);
      authenticated = MessageDigest.isEqual(wanted, password.toArray());
      return authenticated ? Replies.OK : Errors.wrongPass();
    }

    /** {@code CLUSTER CREATE shards replicas}. Reply: OK; what comes of it the log says. */
    private Reply create(Args request) {
      if (settings.requirepass().isEmpty()) {
        if (settings.isProtectedMode() && !isLocal()) {
          return Errors.protectedMode();
        }
      } else if (!authenticated) {
        return Errors.noAuth();
      }
      if (request.count() != 4) {
        return Errors.wrongArity("cluster|create");
      }
      wish(new Wish((int) request.integer(2), (int) request.integer(3)));
      return Replies.OK;
    }

    private boolean isLocal() {
      return connection.remoteAddress() instanceof InetSocketAddress address
          && address.getAddress() != null
          && address.getAddress().isLoopbackAddress();
    }

    @Override
    public void closed() {}
  }
}
