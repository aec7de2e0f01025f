package io.slotwise.it.spec

import io.slotwise.it.harness.{Cluster, RawClient, SlotwiseProcess}
import org.scalatest.matchers.should.Matchers
import redis.clients.jedis.JedisCluster

import java.nio.file.Path
import java.util.Collections
import scala.jdk.CollectionConverters.ListHasAsScala

/** Scripts and functions are brought to one node and run on all, in a cluster that one node had begun alone. */
class SharedCodeSpec extends ClusterSpec with ClusterClients with Matchers {

  private val Read = "return redis.call('GET', KEYS[1])"
  private val Keys = Seq("a", "b", "c", "d", "e", "f", "g", "h")

  override def start(): Cluster = {
    val started = Cluster.startAfter(alone _, 3)
    started.awaitAllLead()
    started
  }

  /** What the first node did before there was a cluster. */
  private def alone(folder: Path): Unit = {
    val server = SlotwiseProcess.startOn(folder)
    val client = RawClient.connect(server.port())
    try {
      client.call("FUNCTION", "LOAD", library("past", "before")).text() shouldBe "past"
      Keys.foreach(key => client.call("SET", s"past:$key", "zero"))
      client.call("SELECT", "1")
      Keys.foreach(key => client.call("SET", s"past:$key", "one"))
    } finally {
      client.close()
      server.terminate()
    }
  }

  private def library(name: String, function: String): String =
    s"#!lua name=$name\nredis.register_function('$function', function(keys) return '$name' .. redis.call('GET', keys[1]) end)"

  private def libraries(client: RawClient): Seq[String] =
    client.call("FUNCTION", "LIST").children().asScala.map(_.children().get(1).text()).toSeq

  describe("A script") {

    it("that was loaded on one node is called by its SHA-1 on every key, through every node", Slow) {
      val sha1 = on(nodes.head)(_.call("SCRIPT", "LOAD", Read).text())
      for (node <- nodes) {
        on(node) { client =>
          client.call("SCRIPT", "EXISTS", sha1).children().get(0).asLong() shouldBe 1
          client.call("SCRIPT", "SHOW", sha1).text() shouldBe Read
          for (key <- Keys) {
            client.call("SET", key, s"value of $key")
            client.call("EVALSHA", sha1, "1", key).text() shouldBe s"value of $key"
          }
        }
      }
    }

    it("that was run on one key is called by its SHA-1 on others, also inside of MULTI", Slow) {
      val text = Read + " .. '!'"
      on(nodes(1)) { client =>
        client.call("SET", Keys.head, "value")
        client.call("EVAL", text, "1", Keys.head).text() shouldBe "value!"
        val sha1 = client.call("EVAL", s"return redis.sha1hex(ARGV[1])", "0", text).text()
        for (key <- Keys) {
          client.call("MULTI")
          client.call("SET", key, "new")
          client.call("EVALSHA", sha1, "1", key)
          client.call("EXEC").children().get(1).text() shouldBe "new!"
        }
      }
    }

    it("is forgotten by all", Slow) {
      val sha1 = on(nodes.head)(_.call("SCRIPT", "LOAD", Read).text())
      on(nodes(2))(_.call("SCRIPT", "FLUSH").text()) shouldBe "OK"
      for (node <- nodes) {
        on(node) { client =>
          client.call("SCRIPT", "EXISTS", sha1).children().get(0).asLong() shouldBe 0
          client.call("EVALSHA", sha1, "1", Keys.head).text() should startWith("NOSCRIPT")
        }
      }
    }

    it("is killed through any node", Slow) {
      val victim = nodes.head.connect()
      try {
        victim.send("EVAL", "while true do redis.call('EXISTS', KEYS[1]) end", "1", Keys.head)
        for (node <- nodes) {
          on(node) { client =>
            while (client.call("SCRIPT", "KILL").text() != "OK") {}
          }
          victim.read().text() should include("killed")
          victim.send("EVAL", "while true do redis.call('EXISTS', KEYS[1]) end", "1", Keys.head)
        }
        on(nodes.last)(client => while (client.call("SCRIPT", "KILL").text() != "OK") {})
      } finally victim.close()
    }
  }

  describe("A library of functions") {

    it("that the first node had when it was alone is everywhere, and so are its databases", Slow) {
      for (node <- nodes) {
        on(node) { client =>
          libraries(client) should contain("past")
          client.call("SELECT", "1")
          Keys.foreach(key => client.call("FCALL", "before", "1", s"past:$key").text() shouldBe "pastone")
        }
      }
    }

    it("is everywhere when its load is answered, and nowhere when its deletion is", Slow) {
      for (round <- 1 to 3; node <- nodes) {
        on(node)(_.call("FUNCTION", "LOAD", library(s"lib$round", s"f$round")).text()) shouldBe s"lib$round"
        for (other <- nodes) {
          on(other) { client =>
            for (key <- Keys) {
              client.call("SET", key, "x")
              client.call("FCALL", s"f$round", "1", key).text() shouldBe s"lib${round}x"
            }
          }
        }
        on(nodes.head)(_.call("FUNCTION", "DELETE", s"lib$round").text()) shouldBe "OK"
        for (other <- nodes) {
          on(other)(_.call("FCALL", s"f$round", "1", Keys.head).text()) shouldBe "ERR Function not found"
        }
      }
    }

    it("does not get lost when nodes load theirs at the same time", Slow) {
      val clients = nodes.map(_.connect())
      try {
        for ((client, i) <- clients.zipWithIndex; round <- 1 to 3) {
          client.send("FUNCTION", "LOAD", "REPLACE", library(s"same$i$round", s"s$i$round"))
        }
        for (client <- clients; _ <- 1 to 3) {
          client.read().text() should startWith("same")
        }
      } finally clients.foreach(_.close())
      for (node <- nodes) {
        on(node)(libraries).count(_.startsWith("same")) shouldBe 9
      }
    }

  }

  describe("Libraries of functions") {

    it("may be given to every node, as clients of Redis Cluster do", Slow) {
      for (node <- nodes) {
        onClusterPort(node)(_.call("FUNCTION", "LOAD", library("each", "e")).text()) shouldBe "each"
      }
      for (node <- nodes) {
        onClusterPort(node)(_.call("FUNCTION", "DELETE", "each").text()) shouldBe "OK"
      }
      val client = new JedisCluster(Collections.singleton(nodes.head.clusterAddress()))
      try {
        client.functionLoad(library("broadcast", "b")) shouldBe "broadcast"
        client.set("key", "!")
        client.fcall("b", Collections.singletonList("key"), Collections.emptyList[String]()) shouldBe "broadcast!"
        client.functionDelete("broadcast") shouldBe "OK"
      } finally client.close()
      on(nodes.head) { client =>
        client.call("FUNCTION", "LOAD", library("each", "e")).text() shouldBe "each"
        client.call("FUNCTION", "LOAD", library("each", "e")).text() shouldBe "ERR Library 'each' already exists"
        client.call("FUNCTION", "LOAD", library("other", "e")).text() shouldBe "ERR Function e already exists"
      }
    }

    it("are there after restarts, and on nodes that come later", Slow) {
      val before = on(nodes.head)(libraries)
      before should not be empty
      nodes.foreach(_.kill())
      cluster.restartAll()
      nodes.foreach(node => on(node)(libraries) shouldBe before)
      val late = cluster.add()
      on(late)(libraries) shouldBe before
    }

    it("and databases outlive the node that they came from", Slow) {
      nodes.head.kill()
      cluster.awaitServedWithout(nodes.head)
      on(nodes(1)) { client =>
        Keys.foreach(key => client.call("GET", s"past:$key").text() shouldBe "zero")
        client.call("SELECT", "1")
        Keys.foreach(key => client.call("FCALL", "before", "1", s"past:$key").text() shouldBe "pastone")
      }
    }
  }
}
