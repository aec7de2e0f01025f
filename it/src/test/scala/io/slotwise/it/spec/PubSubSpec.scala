package io.slotwise.it.spec

import io.slotwise.it.harness.{Cluster, ClusterNode, RawClient, RawReply}
import org.awaitility.Awaitility.await
import org.scalatest.matchers.should.Matchers

import java.time.Duration
import scala.jdk.CollectionConverters.ListHasAsScala
import scala.util.Using

/** What subscribers of three nodes are told, wherever something is published and whatever happens to the nodes. */
class PubSubSpec extends ClusterSpec with Matchers {

  private val Quiet = Duration.ofMillis(300)

  override def start(): Cluster = Cluster.start(3, "--notify-keyspace-events", "KEA")

  private def clusterClient(node: ClusterNode): RawClient =
    RawClient.connect(node.clusterAddress().getHost, node.clusterAddress().getPort)

  /** The words of a push, as they are in RESP2. */
  private def words(reply: RawReply): Seq[String] =
    reply.children().asScala.toSeq.map(_.text())

  private def withClients[A](clients: => Seq[RawClient])(work: Seq[RawClient] => A): A =
    Using.Manager(use => work(clients.map(use(_)))).get

  private def inThrees(clients: Seq[RawClient]): (Seq[RawClient], Seq[RawClient], Seq[RawClient]) =
    (clients.take(3), clients.slice(3, 6), clients.drop(6))

  private def onEveryNode: Seq[RawClient] = nodes.map(_.connect())

  describe("A message that is published on any of three nodes") {

    it("reaches the subscribers of all nodes, in the order of its publisher, and is counted on all", Slow) {
      withClients(onEveryNode ++ onEveryNode) { all =>
        val (subscribers, publishers) = all.splitAt(3)
        subscribers.foreach(_.call("SUBSCRIBE", "news"))
        subscribers.head.call("PSUBSCRIBE", "n?ws")
        for (i <- 1 to 300; (publisher, number) <- publishers.zipWithIndex) {
          publisher.call("PUBLISH", "news", s"$number $i").asLong() shouldBe 4
        }
        for (subscriber <- subscribers.tail) {
          val got = Seq.fill(900)(words(subscriber.read())(2).split(' '))
          for (number <- 0 to 2) {
            got.filter(_(0) == number.toString).map(_(1).toInt) shouldBe (1 to 300)
          }
        }
      }
    }

    it("is not missed by who was told before that it subscribes, also by clients of Redis Cluster", Slow) {
      withClients(onEveryNode) { publishers =>
        for (round <- 1 to 30) {
          val channel = s"round-$round"
          Using.resource(clusterClient(nodes(round % 3))) { subscriber =>
            words(subscriber.call("SUBSCRIBE", channel)) shouldBe Seq("subscribe", channel, "1")
            publishers((round + 1) % 3).call("PUBLISH", channel, "heard")
            words(subscriber.read()) shouldBe Seq("message", channel, "heard")
          }
        }
      }
    }

    it("leaves behind the commit of the transaction that it is part of, wherever that runs", Slow) {
      withClients(onEveryNode ++ onEveryNode) { all =>
        val (subscribers, clients) = all.splitAt(3)
        subscribers.foreach(_.call("SUBSCRIBE", "told"))
        for ((client, i) <- clients.zipWithIndex) {
          client.call("MULTI")
          client.call("SET", s"{told}$i", "x")
          client.call("PUBLISH", "told", s"by $i")
          client.call("EXEC").isAggregate shouldBe true
          subscribers.foreach(subscriber => words(subscriber.read()) shouldBe Seq("message", "told", s"by $i"))
        }
      }
    }
  }

  describe("What happens to keys") {

    it("is told on any node to who sees one server, and by the leader alone to clients of Redis Cluster", Slow) {
      withClients(onEveryNode ++ nodes.map(clusterClient) ++ onEveryNode) { all =>
        val (oneServer, ofCluster, writers) = inThrees(all)
        (oneServer ++ ofCluster).foreach(_.call("SUBSCRIBE", "__keyevent@0__:set"))
        val keys = (1 to 30).map(i => s"key-$i")
        for ((key, i) <- keys.zipWithIndex) {
          writers(i % 3).call("SET", key, "x").text() shouldBe "OK"
        }
        for (subscriber <- oneServer) {
          Seq.fill(keys.size)(words(subscriber.read())(2)).sorted shouldBe keys.sorted
          subscriber.hasReplyWithin(Quiet) shouldBe false
        }
        val byLeaders = ofCluster.flatMap { subscriber =>
          Iterator.continually(subscriber).takeWhile(_.hasReplyWithin(Quiet)).map(from => words(from.read())(2)).toSeq
        }
        byLeaders.sorted shouldBe keys.sorted
      }
    }
  }

  describe("A shard channel") {

    it("is where its shard is for clients of Redis Cluster, and anywhere for those of one server", Slow) {
      cluster.awaitSettled()
      withClients(nodes.map(clusterClient) ++ onEveryNode ++ onEveryNode) { all =>
        val (ofCluster, oneServer, publishers) = inThrees(all)
        oneServer.foreach(_.call("SSUBSCRIBE", "{shard}news"))
        val (taken, moved) = ofCluster.partition(_.call("SSUBSCRIBE", "{shard}news").isAggregate)
        taken.size shouldBe 1
        moved.foreach(_.call("SPUBLISH", "{shard}news", "x").toString should include("MOVED"))
        for ((publisher, i) <- publishers.zipWithIndex) {
          publisher.call("SPUBLISH", "{shard}news", s"$i").asLong() shouldBe 4
          (oneServer ++ taken).foreach(got => words(got.read()) shouldBe Seq("smessage", "{shard}news", s"$i"))
        }
      }
    }

    it("ends for clients of Redis Cluster when its shard gets another leader, and goes on for the others", Slow) {
      withClients(nodes.map(clusterClient) ++ onEveryNode) { all =>
        val (ofCluster, oneServer) = all.splitAt(3)
        oneServer.foreach(_.call("SSUBSCRIBE", "{shard}moving"))
        val leader = ofCluster.indexWhere(_.call("SSUBSCRIBE", "{shard}moving").isAggregate)
        val next = (leader + 1) % 3
        Using.resource(nodes(next).connect())(_.call("CLUSTER", "FAILOVER").text() shouldBe "OK")
        words(ofCluster(leader).read()) shouldBe Seq("sunsubscribe", "{shard}moving", "0")
        Using.Manager { use =>
          val publisher = use(nodes(leader).connect())
          await().atMost(Duration.ofSeconds(30)).until { () =>
            Using.resource(clusterClient(nodes(next)))(_.call("SSUBSCRIBE", "{shard}moving").isAggregate)
          }
          publisher.call("SPUBLISH", "{shard}moving", "still here").asLong() shouldBe 3
          oneServer.foreach(got => words(got.read()) shouldBe Seq("smessage", "{shard}moving", "still here"))
        }.get
      }
    }
  }

  describe("A question about subscriptions") {

    it("is answered for all nodes to who sees one server, and for the node to clients of Redis Cluster", Slow) {
      cluster.awaitSettled()
      withClients(onEveryNode ++ onEveryNode ++ nodes.map(clusterClient)) { all =>
        val (subscribers, oneServer, ofCluster) = inThrees(all)
        subscribers.foreach(_.call("SUBSCRIBE", "asked:all"))
        for ((subscriber, i) <- subscribers.zipWithIndex) {
          subscriber.call("SUBSCRIBE", s"asked:$i")
          subscriber.call("PSUBSCRIBE", s"asked?$i")
          subscriber.call("SSUBSCRIBE", s"asked:shard:$i")
        }
        for (client <- oneServer) {
          words(client.call("PUBSUB", "CHANNELS", "asked:*")).sorted shouldBe Seq("asked:0", "asked:1", "asked:2", "asked:all")
          words(client.call("PUBSUB", "NUMSUB", "asked:all", "asked:1", "none")) shouldBe
            Seq("asked:all", "3", "asked:1", "1", "none", "0")
          client.call("PUBSUB", "NUMPAT").asLong() shouldBe 3
          words(client.call("PUBSUB", "SHARDCHANNELS", "asked:*")).sorted shouldBe (0 to 2).map(i => s"asked:shard:$i")
          words(client.call("PUBSUB", "SHARDNUMSUB", "asked:shard:2")) shouldBe Seq("asked:shard:2", "1")
          client.call("PUBSUB", "CHANNELS", "a", "b").isError shouldBe true
        }
        for ((client, i) <- ofCluster.zipWithIndex) {
          words(client.call("PUBSUB", "CHANNELS", "asked:*")).sorted shouldBe Seq(s"asked:$i", "asked:all")
          client.call("PUBSUB", "NUMPAT").asLong() shouldBe 1
        }
      }
    }
  }

  describe("Subscribers of nodes that stay") {

    it("hear again of what a killed node publishes when it is back, and those it has of the others", Slow) {
      cluster.awaitSettled()
      withClients(Seq(nodes.head.connect(), nodes(1).connect())) { subscribers =>
        subscribers.foreach(_.call("SUBSCRIBE", "again"))
        val victim = nodes(2)
        victim.kill()
        Using.resource(nodes(1).connect()) { publisher =>
          publisher.call("PUBLISH", "again", "without it").asLong() shouldBe 2
        }
        subscribers.foreach(got => words(got.read())(2) shouldBe "without it")
        victim.restart()
        cluster.awaitSettled()
        withClients(Seq(victim.connect(), victim.connect(), nodes.head.connect())) { more =>
          more.head.call("SUBSCRIBE", "again")
          more(1).call("PUBLISH", "again", "back").asLong() shouldBe 3
          more(2).call("PUBLISH", "again", "there").asLong() shouldBe 3
          (subscribers :+ more.head).foreach { got =>
            Seq.fill(2)(words(got.read())(2)) shouldBe Seq("back", "there")
          }
        }
      }
    }
  }
}
