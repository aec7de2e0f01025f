package io.slotwise.it.spec

import io.slotwise.it.harness.{Cluster, ClusterNode, RawClient}
import org.scalatest.matchers.should.Matchers
import redis.clients.jedis.{HostAndPort, JedisCluster}

import java.util.Collections
import scala.util.Using

/** What three nodes promise: each shard has three copies, and one node may fail at any time. */
class ThreeNodesSpec extends ClusterSpec with Matchers {

  override def start(): Cluster = Cluster.start(3)

  describe("Three nodes") {

    it("lead a fair part of the slots each", Slow) {
      cluster.awaitAllLead()
    }

    it("serve any key to a client that knows one node, as if there were no others") {
      val writer = cluster.node(0).connect()
      val reader = cluster.node(2).connect()
      try {
        for (i <- 1 to 200) {
          writer.call("SET", s"any-$i", s"value $i").text() shouldBe "OK"
          reader.call("GET", s"any-$i").text() shouldBe s"value $i"
        }
      } finally {
        writer.close()
        reader.close()
      }
    }

    it("tell cluster clients where a key is") {
      val seeds: java.util.Set[HostAndPort] = Collections.singleton(cluster.node(1).clusterAddress())
      val client = new JedisCluster(seeds)
      try {
        for (i <- 1 to 100) {
          client.set(s"told-$i", s"value $i") shouldBe "OK"
          client.get(s"told-$i") shouldBe s"value $i"
        }
      } finally client.close()
    }
  }

  private def keyLedBy(node: ClusterNode): String =
    Using.resource(RawClient.connect(node.clusterAddress().getHost, node.clusterAddress().getPort)) { client =>
      Iterator.from(1).map(i => s"led-$i").find(key => !client.call("GET", key).isError).get
    }

  describe("Three nodes under load") {

    it("lose nothing that was acknowledged when a leader is killed, and serve again without it") {
      underLoad {
        val victim = cluster.busiestLeader()
        victim.kill()
        cluster.awaitServedWithout(victim)
        victim.restart()
      }
    }

    it("lose nothing when each is stopped and started in turn", Slow) {
      underLoad {
        for (node <- nodes) {
          node.terminate()
          node.restart()
          cluster.awaitSettled()
        }
      }
    }

    it("keep one order of all calls when a leader stands still and then goes on", Slow) {
      underLoad {
        val victim = cluster.busiestLeader()
        victim.freeze()
        cluster.awaitServedWithout(victim)
        victim.thaw()
      }
    }

    it("lose nothing when one comes back with an empty disk", Slow) {
      underLoad {
        val victim = cluster.node(1)
        victim.kill()
        victim.wipe()
        victim.restart()
        cluster.awaitSettled()
      }
    }

    it("have everything after all were killed at once and started again", Slow) {
      underLoad {
        nodes.foreach(_.kill())
        cluster.restartAll()
      }
    }
  }

  describe("What was passed on") {

    it("is answered when the node that it went to stands still", Slow) {
      cluster.awaitSettled()
      val victim = cluster.busiestLeader()
      val onOthers = nodes.filter(_ ne victim)
      val key = keyLedBy(victim)
      Using.Manager { use =>
        val reader = use(onOthers.head.connect())
        val writer = use(onOthers.last.connect())
        val waiter = use(onOthers.head.connect())
        writer.call("SET", key, "before").text() shouldBe "OK"
        reader.call("GET", key).text() shouldBe "before"
        waiter.send("BLPOP", s"{$key}list", "0")
        victim.freeze()
        try {
          reader.send("GET", key)
          writer.send("SET", key, "after")
          reader.read().text() shouldBe "before"
          writer.read().toString should include("outcome unknown")
          waiter.read().toString should include("outcome unknown")
          writer.call("SET", key, "after").text() shouldBe "OK"
        } finally {
          victim.thaw()
        }
        cluster.awaitSettled()
        reader.call("GET", key).text() shouldBe "after"
      }.get
    }
  }
}
