package io.slotwise.it.spec

import io.slotwise.it.harness.Cluster
import org.scalatest.matchers.should.Matchers

/** How nodes that all have the same list find each other, in whatever order they start. */
class BootstrapSpec extends ClusterSpec with Matchers {

  override def start(): Cluster = Cluster.launchWithOneList(3)

  describe("Nodes that are given one list") {

    it("form one cluster though its first comes last", Slow) {
      cluster.awaitSettled()
      val clusters = nodes.map { node =>
        val client = node.connect()
        try "\"cluster\":\"([0-9a-f]+)\"".r.findFirstMatchIn(client.call("CLUSTER", "STATUS").text()).map(_.group(1))
        finally client.close()
      }
      clusters.distinct should have size 1
    }

    it("take the first in again when it has lost its disk, and lose nothing", Slow) {
      underLoad {
        val first = nodes.head
        first.kill()
        first.wipe()
        first.restart()
        cluster.awaitSettled()
      }
    }

    it("wait for the others when the first has lost its disk and comes back alone", Slow) {
      val writer = nodes(1).connect()
      try writer.call("SET", "kept", "1").text() shouldBe "OK"
      finally writer.close()
      nodes.foreach(_.kill())
      nodes.head.wipe()
      cluster.restartAll()
      val reader = nodes.head.connect()
      try reader.call("GET", "kept").text() shouldBe "1"
      finally reader.close()
    }
  }
}
