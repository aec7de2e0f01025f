package io.slotwise.it.spec

import io.slotwise.it.harness.{Cluster, Loud}

/** What three nodes promise when the network between them fails, and clients still reach each of them. */
class CutNetworkSpec extends ClusterSpec {

  override def start(): Cluster = Cluster.startOnNetwork(3)

  private lazy val obstacle = {
    val found = Cluster.obstacleToNetworks()
    if (found.nonEmpty) {
      Loud.say(s"A CLUSTER WHOSE NETWORK IS CUT IS NOT TESTED: it needs root and iproute2: $found")
    }
    found
  }

  describe("Three nodes of which one is cut off from the others") {

    it("show clients of each side one order of all calls, and lose nothing", Slow) {
      assume(obstacle.isEmpty, obstacle)
      underLoad {
        val victim = cluster.busiestLeader()
        cluster.isolate(victim)
        cluster.awaitServedWithout(victim)
        cluster.heal()
      }
    }
  }
}
