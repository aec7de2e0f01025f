package io.slotwise.node.cluster;

import io.slotwise.protocol.tls.Tls;
import io.slotwise.sharding.cluster.Member;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;

/**
 * Whether the members that are there speak TLS as this one does. One that differs could reach
 * nobody, and would wait for ever: TLS between nodes is switched on and off while none runs.
 */
public final class TlsAgreement {

  private static final int PATIENCE_MS = 2_000;

  private TlsAgreement() {}

  /**
   * Asks the members that this node knows, until one has answered. Who does not answer is not
   * there.
   *
   * @param tls that this node speaks with others, or null
   * @throws IOException with a message for the operator, naming a member that differs
   */
  public static void check(ClusterPlan plan, Tls tls) throws IOException {
    for (Member member : plan.known().members().values()) {
      boolean other = !member.id().equals(plan.self().id());
      if (other && member.clusterClientPort() != 0 && answers(member, tls)) {
        return;
      }
    }
  }

  private static boolean answers(Member member, Tls tls) throws IOException {
    InetSocketAddress address = new InetSocketAddress(member.host(), member.clusterClientPort());
    try (RespCall call = RespCall.open(address, "", tls, PATIENCE_MS)) {
      call.ask(List.of("PING"));
      return true;
    } catch (RespCall.RefusedException e) {
      // It wants a password, say: they have understood each other.
      return true;
    } catch (RespCall.TlsException e) {
      throw new IOException(
          "this node has tls-cluster "
              + (tls == null ? "no" : "yes")
              + " and cannot speak with member "
              + member.host()
              + ":"
              + member.clusterClientPort()
              + ": "
              + e.getMessage()
              + ". To change tls-cluster, stop all nodes and start all of them anew",
          e);
    } catch (IOException e) {
      return false;
    }
  }
}
