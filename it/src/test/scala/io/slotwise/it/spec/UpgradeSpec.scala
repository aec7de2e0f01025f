package io.slotwise.it.spec

import io.slotwise.it.harness.{Cluster, ClusterNode, Loud}

import java.nio.file.Path

/**
 * What nodes of an earlier build promise while they are replaced. `it/upgrade/run` builds one and names its start script in
 * `slotwise.earlier`.
 */
class UpgradeSpec extends ClusterSpec {

  private val earlier = Option(System.getProperty("slotwise.earlier")).map(Path.of(_))

  override def start(): Cluster = Cluster.startFrom(earlier.get, 3)

  private def replaceAll(script: Path): Unit =
    for (node <- nodes) {
      replace(node, script)
    }

  private def replace(node: ClusterNode, script: Path): Unit = {
    node.terminate()
    node.runFrom(script)
    node.restart()
    cluster.awaitSettled()
  }

  private def assumeEarlier(): Unit = {
    if (earlier.isEmpty) {
      Loud.say("NO CLUSTER IS UPGRADED: it/upgrade/run builds an earlier version for that")
    }
    assume(earlier.nonEmpty, "slotwise.earlier names no start script")
  }

  describe("Three nodes of an earlier version") {

    it("lose nothing when each is replaced by one of this version in turn", Slow) {
      assumeEarlier()
      underLoad(replaceAll(null))
    }

    it("lose nothing when they go back to it, one by one", Slow) {
      assumeEarlier()
      underLoad(replaceAll(earlier.get))
    }

    it("lose nothing when a node of either version is killed while both are there", Slow) {
      assumeEarlier()
      underLoad {
        replace(cluster.node(0), null)
        for (node <- nodes.take(2)) {
          node.kill()
          cluster.awaitServedWithout(node)
          node.restart()
          cluster.awaitSettled()
        }
      }
    }
  }
}
