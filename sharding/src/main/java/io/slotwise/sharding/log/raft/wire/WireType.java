package io.slotwise.sharding.log.raft.wire;

import org.apache.ratis.client.ClientFactory;
import org.apache.ratis.client.RaftClientRpc;
import org.apache.ratis.conf.Parameters;
import org.apache.ratis.conf.RaftProperties;
import org.apache.ratis.protocol.ClientId;
import org.apache.ratis.rpc.RpcFactory;
import org.apache.ratis.rpc.RpcType;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.server.RaftServerRpc;
import org.apache.ratis.server.ServerFactory;
import org.apache.ratis.server.leader.FollowerInfo;
import org.apache.ratis.server.leader.LeaderState;
import org.apache.ratis.server.leader.LogAppender;

/** Has Ratis use a {@link Wire}. Public, and made without arguments, because Ratis makes it. */
public final class WireType implements RpcType {

  private static final String PARAMETER = "slotwise.wire";

  /** The parameters with which a server and its clients use this. */
  public static Parameters parameters(WireSettings settings) {
    Parameters parameters = new Parameters();
    parameters.put(PARAMETER, settings, WireSettings.class);
    return parameters;
  }

  @Override
  public String name() {
    return WireType.class.getName();
  }

  @Override
  public RpcFactory newFactory(Parameters parameters) {
    return new Factory(parameters.getNonNull(PARAMETER, WireSettings.class));
  }

  private static final class Factory implements ServerFactory, ClientFactory {
    private final WireSettings settings;

    Factory(WireSettings settings) {
      this.settings = settings;
    }

    @Override
    public RpcType getRpcType() {
      return new WireType();
    }

    @Override
    public RaftServerRpc newRaftServerRpc(RaftServer server) {
      return new WireServer(server, settings);
    }

    @Override
    public LogAppender newLogAppender(
        RaftServer.Division server, LeaderState state, FollowerInfo follower) {
      return new WireAppender(server, state, follower, settings.wire());
    }

    @Override
    public RaftClientRpc newRaftClientRpc(ClientId client, RaftProperties properties) {
      return new WireClient(settings.wire());
    }
  }
}
