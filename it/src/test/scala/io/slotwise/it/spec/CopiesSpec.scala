package io.slotwise.it.spec

import io.slotwise.it.harness.{Cluster, ClusterNode, RawClient, RawReply}
import org.awaitility.Awaitility.await
import org.scalatest.matchers.should.Matchers

import java.time.Duration
import scala.jdk.CollectionConverters.ListHasAsScala
import scala.util.Using

/** What a client of three nodes is told of the copies of what it has written, while all are there and while one is not. */
class CopiesSpec extends ClusterSpec with Matchers {

  private val Soon = "30000"
  private val AWhile = "300"

  override def start(): Cluster = Cluster.start(3)

  private def clusterClient(node: ClusterNode): RawClient =
    RawClient.connect(node.clusterAddress().getHost, node.clusterAddress().getPort)

  private def numbers(reply: RawReply): Seq[Long] = reply.children().asScala.toSeq.map(_.asLong())

  /** Keys of all shards. */
  private def keys: Seq[String] = (1 to 40).map(i => s"key-$i")

  private def write(client: RawClient, value: String): Unit =
    keys.foreach(key => client.call("SET", key, value).text() shouldBe "OK")

  private def onFrozenNode(work: => Unit): Unit = {
    val victim = cluster.busiestLeader()
    victim.freeze()
    try {
      cluster.awaitServedWithout(victim)
      work
    } finally {
      victim.thaw()
    }
    cluster.awaitSettled()
  }

  private def livingNode: ClusterNode =
    nodes.find(node => Using.resource(node.connect()) { client =>
      client.readTimeout(Duration.ofSeconds(2))
      scala.util.Try(client.call("PING").text() == "PONG").getOrElse(false)
    }).get

  describe("WAIT") {

    it("counts the nodes that have what the client has written, wherever that was passed on to", Slow) {
      cluster.awaitSettled()
      for (node <- nodes) {
        Using.resource(node.connect()) { client =>
          write(client, "everywhere")
          client.call("WAIT", "2", Soon).asLong() shouldBe 2
          client.call("WAIT", "3", AWhile).asLong() shouldBe 2
        }
      }
    }

    it("counts for a cluster client what it has written on the node that it asks", Slow) {
      val answers = nodes.map(node => Using.resource(clusterClient(node)) { client =>
        val taken = keys.count(key => client.call("SET", key, "x").text() == "OK")
        taken should be > 0
        client.call("WAIT", "2", Soon).asLong()
      })
      answers shouldBe Seq(2, 2, 2)
    }

    it("answers at once inside MULTI", Slow) {
      Using.resource(nodes.head.connect()) { client =>
        client.call("MULTI")
        client.call("SET", "multi", "x")
        client.call("WAIT", "9", "0")
        client.call("EXEC").children().get(1).asLong() should be >= 1L
      }
    }

    it("does not count a node that stands still, and does when it goes on", Slow) {
      var waiting: Option[RawClient] = None
      onFrozenNode {
        val client = livingNode.connect()
        waiting = Some(client)
        write(client, "on two")
        client.call("WAIT", "1", Soon).asLong() shouldBe 1
        client.call("WAIT", "2", AWhile).asLong() shouldBe 1
      }
      Using.resource(waiting.get)(_.call("WAIT", "2", Soon).asLong() shouldBe 2)
    }
  }

  describe("cluster-acknowledge leader") {

    /** All nodes but one stand still: what that one answers is on its word alone, until its lease ends. */
    def writtenByOneAlone(leader: ClusterNode): Option[RawReply] = {
      val others = nodes.filter(_ != leader)
      Using.resource(leader.connect()) { client =>
        client.readTimeout(Duration.ofSeconds(20))
        client.call("SET", keyOf(leader), "before").text() shouldBe "OK"
        client.call("WAIT", "2", Soon).asLong() shouldBe 2
        others.foreach(_.freeze())
        try {
          val answer = client.call("SET", keyOf(leader), "alone")
          if (answer.text() == "OK") Some(client.call("WAIT", "1", AWhile)) else None
        } catch { case _: java.io.IOException => None }
        finally others.foreach(_.thaw())
      }
    }

    def keyOf(leader: ClusterNode): String = Using.resource(clusterClient(leader)) { client =>
      keys.find(key => client.call("EXISTS", key).isError == false).get
    }

    it("has a write answered by the leader alone, and WAIT say that nobody else has it", Slow) {
      Using.resource(nodes.head.connect()) { client =>
        client.call("CONFIG", "SET", "cluster-acknowledge", "leader").text() shouldBe "OK"
      }
      try {
        await().atMost(Duration.ofSeconds(120)).until { () =>
          cluster.awaitSettled()
          writtenByOneAlone(cluster.busiestLeader()).exists(_.asLong() == 0)
        }
        cluster.awaitSettled()
        Using.resource(nodes.head.connect()) { client =>
          write(client, "by the leader")
          client.call("WAIT", "2", Soon).asLong() shouldBe 2
        }
      } finally Using.resource(nodes.head.connect()) { client =>
        client.call("CONFIG", "SET", "cluster-acknowledge", "quorum").text() shouldBe "OK"
      }
    }
  }

  describe("WAITAOF") {

    it("counts the disks that have it", Slow) {
      Using.resource(nodes.head.connect()) { client =>
        write(client, "synced")
        numbers(client.call("WAITAOF", "1", "2", Soon)) shouldBe Seq(1, 2)
      }
      onFrozenNode {
        Using.resource(livingNode.connect()) { client =>
          write(client, "synced on two")
          numbers(client.call("WAITAOF", "1", "1", Soon)) shouldBe Seq(1, 1)
        }
      }
    }
  }

  describe("min-replicas-to-write") {

    it("has writes refused while too few nodes follow, and no reads", Slow) {
      def configure(wanted: String): Unit = nodes.foreach { node =>
        Using.resource(node.connect()) { client =>
          client.call("CONFIG", "SET", "min-replicas-to-write", wanted, "min-replicas-max-lag", "1").text() shouldBe "OK"
        }
      }
      configure("2")
      try {
        Using.resource(nodes.head.connect()) { client =>
          await().until(() => client.call("SET", "followed", "x").text() == "OK")
        }
        onFrozenNode {
          Using.resource(livingNode.connect()) { client =>
            await().until(() => client.call("SET", "followed", "y").text().startsWith("NOREPLICAS "))
            client.call("GET", "followed").isError shouldBe false
            client.call("MULTI")
            client.call("SET", "followed", "z")
            client.call("EXEC").text() should startWith("EXECABORT ")
          }
        }
        Using.resource(nodes.head.connect()) { client =>
          await().atMost(Duration.ofSeconds(30)).until(() => client.call("SET", "followed", "x").text() == "OK")
        }
      } finally configure("0")
    }
  }
}
