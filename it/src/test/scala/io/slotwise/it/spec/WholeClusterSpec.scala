package io.slotwise.it.spec

import io.slotwise.it.harness.{Cluster, ClusterNode, RawReply}
import org.scalatest.matchers.should.Matchers

import java.util.concurrent.ThreadLocalRandom
import scala.collection.mutable
import scala.util.Try

/** Commands that concern all the data mean that of the whole cluster, whichever node is asked. */
class WholeClusterSpec extends ClusterSpec with ClusterClients with Matchers {

  private val Keys = 1_000

  override def start(): Cluster = {
    val started = Cluster.start(3)
    started.awaitAllLead()
    started
  }

  private def fill(): Unit = patientlyOn(nodes.head) { client =>
    client.call("FLUSHALL").text() shouldBe "OK"
    for (i <- 1 to Keys) {
      client.call("SET", s"key:$i", "value").text() shouldBe "OK"
    }
  }

  /** What a scan from end to end returns, with something done between its steps. */
  private def scan(call: Seq[String] => RawReply, between: => Unit = ()): Set[String] = {
    val found = mutable.Set[String]()
    var cursor = "0"
    do {
      val step = call(Seq("SCAN", cursor, "MATCH", "key:*", "COUNT", "50")).children()
      cursor = step.get(0).text()
      found ++= texts(step.get(1))
      between
    } while (cursor != "0")
    found.toSet
  }

  describe("Whole databases") {

    it("are counted, listed and scanned over all nodes, whichever is asked", Slow) {
      fill()
      for (node <- nodes) {
        on(node) { client =>
          client.call("DBSIZE").asLong() shouldBe Keys
          texts(client.call("KEYS", "*")) should have size Keys
          texts(client.call("KEYS", "key:99?")) should have size 10
          scan(client.call(_: _*)) should have size Keys
          client.call("RANDOMKEY").text() should startWith("key:")
          client.call("HELLO", "3")
          client.call("DBSIZE").asLong() shouldBe Keys
          scan(client.call(_: _*)) should have size Keys
        }
      }
    }

    it("are those of each node on the port for cluster clients", Slow) {
      fill()
      nodes.map(node => onClusterPort(node)(_.call("DBSIZE").asLong())).sum shouldBe Keys
      nodes.flatMap(node => onClusterPort(node)(client => texts(client.call("KEYS", "*")))) should have size Keys
      val scanned = nodes.map(node => onClusterPort(node)(client => scan(client.call(_: _*))))
      scanned.map(_.size).sum shouldBe Keys
      scanned.foreach(_ should not be empty)
    }

    it("are emptied on all nodes, one database or all", Slow) {
      fill()
      on(nodes(1)) { client =>
        client.call("SELECT", "3")
        for (i <- 1 to 100) {
          client.call("SET", s"other:$i", "value")
        }
        client.call("DBSIZE").asLong() shouldBe 100
        client.call("FLUSHDB", "ASYNC").text() shouldBe "OK"
        client.call("DBSIZE").asLong() shouldBe 0
        client.call("RANDOMKEY").isNull shouldBe true
      }
      on(nodes(2)) { client =>
        client.call("DBSIZE").asLong() shouldBe Keys
        client.call("FLUSHALL").text() shouldBe "OK"
      }
      for (node <- nodes) {
        on(node)(_.call("DBSIZE").asLong()) shouldBe 0
      }
    }

  }

  describe("Whole databases inside") {

    it("of a transaction are those of all nodes, wherever its keys are", Slow) {
      fill()
      on(nodes.head) { client =>
        for (key <- Seq("a", "b", "c", "d")) {
          client.call("MULTI")
          client.call("SET", key, "value")
          client.call("DBSIZE")
          client.call("DEL", key)
          client.call("KEYS", "key:1?")
          val replies = client.call("EXEC").children()
          replies.get(1).asLong() shouldBe Keys + 1
          replies.get(3).children() should have size 10
        }
      }
    }

    it("of a script are refused where only a part could be shown, and nowhere do they change places", Slow) {
      on(nodes.head) { client =>
        client.call("EVAL", "return redis.call('DBSIZE')", "0").text() should include(
          "not allowed from script while other nodes serve a part of the keys")
        client.call("SWAPDB", "0", "1").text() shouldBe "ERR SWAPDB is not allowed in cluster mode"
      }
    }
  }

  describe("CONFIG SET") {

    def valueOn(node: ClusterNode, name: String): String = on(node)(client => texts(client.call("CONFIG", "GET", name))(1))

    it("sets on all nodes what clients see, and on one what a process is like", Slow) {
      on(nodes(1))(_.call("CONFIG", "SET", "slowlog-max-len", "77", "maxclients", "999").text()) shouldBe "OK"
      nodes.map(valueOn(_, "slowlog-max-len")) shouldBe Seq("77", "77", "77")
      nodes.map(valueOn(_, "maxclients")) shouldBe Seq("10000", "999", "10000")
      on(nodes.head)(_.call("CONFIG", "SET", "slowlog-max-len", "78", "durability", "memory").text()) should startWith(
        "ERR CONFIG SET failed")
      nodes.map(valueOn(_, "slowlog-max-len")) shouldBe Seq("77", "77", "77")
    }

    it("holds on nodes that were not there, above what they were started with", Slow) {
      nodes(2).kill()
      patientlyOn(nodes.head)(_.call("CONFIG", "SET", "lua-rollback", "on").text()) shouldBe "OK"
      nodes(2).restart()
      cluster.awaitSettled()
      nodes.map(valueOn(_, "lua-rollback")) shouldBe Seq("on", "on", "on")
      on(nodes(2))(_.call("CONFIG", "SET", "lua-rollback", "off").text()) shouldBe "OK"
      nodes.map(valueOn(_, "lua-rollback")) shouldBe Seq("off", "off", "off")
    }
  }

  describe("A scan") {

    it("returns every key though shards change their leaders between its steps", Slow) {
      fill()
      val ids = nodes.map(node => on(node)(_.call("CLUSTER", "MYID").text()))
      patientlyOn(nodes(1)) { client =>
        scan(
          client.call(_: _*), {
            val shard = ThreadLocalRandom.current().nextInt(6)
            val node = ids(ThreadLocalRandom.current().nextInt(ids.size))
            client.call("CLUSTER", "LEAD", shard.toString, node)
          }) should have size Keys
      }
    }

    it("goes on when a node is killed, and so does everything else", Slow) {
      fill()
      var steps = 0
      val victim = cluster.busiestLeader()
      val asked = nodes.find(_ != victim).get
      patientlyOn(asked) { client =>
        scan(
          client.call(_: _*), {
            steps += 1
            if (steps == 5) {
              victim.kill()
            }
          }) should have size Keys
        client.call("DBSIZE").asLong() shouldBe Keys
        texts(client.call("KEYS", "*")) should have size Keys
        client.call("FLUSHALL").text() shouldBe "OK"
      }
      victim.restart()
      cluster.awaitSettled()
      patientlyOn(victim)(_.call("DBSIZE").asLong()) shouldBe 0
    }

    it("fails rather than to leave out what cannot be reached", Slow) {
      fill()
      val survivor = nodes.head
      nodes.tail.foreach(_.kill())
      for (request <- Seq(Seq("DBSIZE"), Seq("KEYS", "*"), Seq("SCAN", "0", "COUNT", "10000"))) {
        // Without the others it may start itself again, and not answer at all.
        for (reply <- Try(on(survivor)(_.call(request: _*))) if !reply.isClosed) {
          reply.text() should startWith("CLUSTERDOWN")
        }
      }
      nodes.tail.foreach(_.launch())
      nodes.foreach(_.awaitAnswer())
      cluster.awaitSettled()
      patientlyOn(survivor)(_.call("DBSIZE").asLong()) shouldBe Keys
    }
  }
}
