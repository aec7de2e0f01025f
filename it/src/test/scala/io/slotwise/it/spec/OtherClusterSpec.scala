package io.slotwise.it.spec

import io.slotwise.it.harness.{Cluster, ClusterNode}
import org.awaitility.Awaitility.await
import org.scalatest.matchers.should.Matchers

import java.time.Duration

/**
 * What becomes of a cluster when the address of one of its members belongs to another cluster: the first node has lost its disk
 * and, since it is started without a list, begins a cluster of its own where the others look for their member.
 */
class OtherClusterSpec extends ClusterSpec with Matchers {

  private val Patience = Duration.ofSeconds(60)
  private val Keys = 200

  override def start(): Cluster = Cluster.start(3)

  private def call(node: ClusterNode, words: String*): String = {
    val client = node.connect()
    try client.call(words: _*).text()
    finally client.close()
  }

  private def reaches(node: ClusterNode, other: ClusterNode): Boolean =
    !call(node, "CLUSTER", "NODES").linesIterator.find(_.contains(other.address.toString)).get.contains("fail")

  describe("Two clusters, of which one has the address of the other's member") {

    it("stay two, serve what is theirs, and say what is to be done", Slow) {
      val first = nodes.head
      val others = nodes.tail
      call(others.head, "SET", "before", "1") shouldBe "OK"
      nodes.foreach(_.kill())
      first.wipe()
      first.restart()
      others.foreach(_.launch())
      others.foreach(_.awaitAnswer())
      cluster.awaitServedWithout(first)

      withClue("keys that one node wrote and the other one reads: ") {
        (1 to Keys).foreach(i => call(others.head, "SET", s"k$i", s"v$i") shouldBe "OK")
        (1 to Keys).foreach(i => call(others.last, "GET", s"k$i") shouldBe s"v$i")
      }
      call(others.last, "GET", "before") shouldBe "1"
      call(first, "DBSIZE") shouldBe "0"
      call(first, "CLUSTER", "NODES").linesIterator should have size 1
      await("the other two to reach each other").atMost(Patience).until(() =>
        reaches(others.head, others.last) && reaches(others.last, others.head))
      others.foreach(reaches(_, first) shouldBe false)
      for (node <- nodes) {
        await(s"a word of the other cluster from $node").atMost(Patience).until(() =>
          node.logTail().contains("event=other_cluster"))
      }
    }
  }
}
