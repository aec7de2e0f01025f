package io.slotwise.it.spec

import io.slotwise.it.harness.{CachingClient, Cluster, ClusterNode, RawClient}
import org.awaitility.Awaitility.await
import org.scalatest.matchers.should.Matchers

import java.time.Duration
import java.util.Random
import java.util.concurrent.Executors
import java.util.concurrent.atomic.AtomicBoolean
import scala.concurrent.{Await, ExecutionContext, Future}
import scala.concurrent.duration.DurationInt
import scala.jdk.CollectionConverters.{ListHasAsScala, MapHasAsScala}
import scala.util.Using

/** What clients that keep what they have read are told, whichever of three nodes serves it and whoever leads it next. */
class TrackingSpec extends ClusterSpec with ClusterClients with Matchers {

  private val Keys = 60
  private val Patience = Duration.ofSeconds(90)

  override def start(): Cluster = Cluster.start(3)

  private def keys: Seq[String] = (1 to 30).map(i => s"tracked-$i")

  private def withClients[A](clients: => Seq[RawClient])(work: Seq[RawClient] => A): A =
    Using.Manager(use => work(clients.map(use(_)))).get

  private def connectToClusterPort(node: ClusterNode): RawClient =
    RawClient.connect(node.clusterAddress().getHost, node.clusterAddress().getPort)

  private def awaitAllTold(ear: RawClient): Unit = awaitTold(ear, keys.toSet)

  /** Waits until keys have been named, or everything was. */
  private def awaitTold(ear: RawClient, wanted: Set[String]): Unit = {
    var missing = wanted
    while (missing.nonEmpty) {
      val push = ear.read().children()
      val named = push.get(push.size() - 1)
      missing = if (named.isNull) Set.empty else missing -- named.children().asScala.map(_.text())
    }
  }

  /** Settled, and with a leader for every shard that has stayed for a while and is likely to go on. */
  private def awaitQuiet(): Unit = {
    cluster.awaitSettled()
    cluster.awaitAllLead()
    var leaders = cluster.leaders()
    await().atMost(Patience).during(Duration.ofSeconds(2)).until { () =>
      val before = leaders
      leaders = cluster.leaders()
      leaders == before
    }
  }

  /** Writes all keys, over all nodes. */
  private def write(value: String): Unit =
    for ((node, number) <- nodes.zipWithIndex) {
      patientlyOn(node) { client =>
        keys.indices.filter(_ % nodes.size == number).foreach(i => client.call("SET", keys(i), value).text() shouldBe "OK")
      }
    }

  describe("A client that tracks what it reads on one of three nodes") {

    it("is told of every change, wherever the key is", Slow) {
      awaitQuiet()
      on(nodes.head) { reader =>
        write("1")
        reader.call("HELLO", "3")
        reader.call("CLIENT", "TRACKING", "ON").text() shouldBe "OK"
        keys.foreach(key => reader.call("GET", key).text() shouldBe "1")
        write("2")
        awaitAllTold(reader)
      }
    }

    it("is told of keys that are given a time, that scripts and transactions write, and of empty databases", Slow) {
      awaitQuiet()
      withClients(nodes.map(_.connect()) :+ nodes(1).connect()) { all =>
        val (writers, reader) = (all.take(3), all.last)
        reader.call("HELLO", "3")
        reader.call("CLIENT", "TRACKING", "ON")
        val changes = Seq[(RawClient, String) => Unit](
          (writer, key) => writer.call("PEXPIRE", key, "1").asLong() shouldBe 1,
          (writer, key) => writer.call("EVAL", "return redis.call('append', KEYS[1], 'x')", "1", key).asLong(),
          (writer, key) => Seq(Seq("MULTI"), Seq("SET", key, "x"), Seq("EXEC")).foreach(writer.call(_: _*)),
          (writer, key) => if (key == keys.last) writer.call("FLUSHALL").text() shouldBe "OK"
        )
        for (change <- changes) {
          write("1")
          keys.foreach(key => reader.call("GET", key).text() shouldBe "1")
          keys.zipWithIndex.foreach { case (key, i) => change(writers(i % 3), key) }
          awaitAllTold(reader)
        }
      }
    }

    it("is told of keys whose time is up", Slow) {
      Using.resource(CachingClient.connect(nodes(2).address())) { client =>
        patientlyOn(nodes.head) { writer =>
          for (key <- keys) {
            writer.call("SET", key, "1", "PX", "1500").text() shouldBe "OK"
            client.read(key)
          }
        }
        await().atMost(Patience).until(() => client.cacheOnceQuiet().isEmpty)
      }
    }

  }

  describe("A client of the port for cluster clients") {

    it("is told of what its node serves, and of all that this gives away", Slow) {
      awaitQuiet()
      withClients(nodes.map(connectToClusterPort)) { readers =>
        write("1")
        readers.foreach(_.call("HELLO", "3"))
        readers.foreach(_.call("CLIENT", "TRACKING", "ON").text() shouldBe "OK")
        def readWhatItServes(reader: RawClient) = keys.filter(key => !reader.call("GET", key).isError).toSet
        val served = readers.map(readWhatItServes)
        served.map(_.size).sum shouldBe keys.size
        write("2")
        readers.zip(served).foreach { case (reader, itsKeys) => awaitTold(reader, itsKeys) }
        val again = readWhatItServes(readers.head)
        again should not be empty
        on(nodes(1))(_.call("CLUSTER", "FAILOVER").text()) shouldBe "OK"
        awaitTold(readers.head, again)
      }
    }

  }

  describe("A client that says how it tracks") {

    it("is told behind the reply of what it has changed itself, and not at all with NOLOOP", Slow) {
      awaitQuiet()
      on(nodes(1)) { client =>
        client.call("HELLO", "3")
        client.call("CLIENT", "TRACKING", "ON")
        for (key <- keys) {
          client.call("GET", key)
          client.call("SET", key, "own").text() shouldBe "OK"
          client.read().children().get(0).text() shouldBe "invalidate"
        }
        client.call("CLIENT", "TRACKING", "ON", "NOLOOP")
        for (key <- keys) {
          client.call("GET", key).text() shouldBe "own"
          client.call("SET", key, "again").text() shouldBe "OK"
        }
        client.call("PING").text() shouldBe "PONG"
      }
    }

    it("may have another client told in its place, in RESP2", Slow) {
      awaitQuiet()
      withClients(Seq(nodes(2).connect(), nodes(2).connect())) { clients =>
        val (ear, reader) = (clients.head, clients.last)
        val id = ear.call("CLIENT", "ID").asLong().toString
        ear.call("SUBSCRIBE", "__redis__:invalidate")
        reader.call("CLIENT", "TRACKING", "ON", "REDIRECT", id, "OPTIN").text() shouldBe "OK"
        for (key <- keys) {
          reader.call("CLIENT", "CACHING", "YES")
          reader.call("GET", key).text() should not be null
        }
        write("4")
        awaitAllTold(ear)
      }
    }

    it("is told of all keys with a prefix from the reply on that it tracks them", Slow) {
      for (round <- 1 to 10) {
        on(nodes(round % 3)) { client =>
          client.call("HELLO", "3")
          client.call("CLIENT", "TRACKING", "ON", "BCAST", "PREFIX", "tracked-").text() shouldBe "OK"
          write(s"round $round")
          awaitAllTold(client)
        }
      }
    }
  }

  private def daemon(work: Runnable): Thread = {
    val thread = new Thread(work, "client")
    thread.setDaemon(true)
    thread
  }

  /** Lets clients of node 0 keep what they read while others write, does something, and compares what is kept with what is there. */
  private def nothingStaleIsKept(options: Seq[String])(fault: Seq[CachingClient] => Unit): Unit = {
    // One for each client: all of them block.
    implicit val threads: ExecutionContext = ExecutionContext.fromExecutor(Executors.newCachedThreadPool(daemon _))
    val writersEnd = new AtomicBoolean()
    val readersEnd = new AtomicBoolean()
    val address = nodes.head.address()
    patientlyOn(nodes.head) { client =>
      (0 until Keys).foreach(i => client.call("SET", s"cached-$i", "first").text() shouldBe "OK")
    }
    val writers = (1 to 2).map { number =>
      Future {
        val random = new Random(number)
        Using.resource(nodes.head.connect()) { client =>
          var count = 0
          while (!writersEnd.get()) {
            count += 1
            client.call("SET", s"cached-${random.nextInt(Keys)}", s"$number $count")
          }
          count
        }
      }
    }
    val clients = Seq.fill(3)(CachingClient.connect(address, options: _*))
    val readers = clients.zipWithIndex.map { case (client, number) =>
      Future {
        val random = new Random(100 + number)
        while (!readersEnd.get() || client.keptCount() < Keys) {
          client.readSome(random, Keys, 50)
        }
      }
    }
    try {
      fault(clients)
      awaitQuiet()
      // Some more load while leaders stay.
      awaitTold(clients, 20)
    } finally writersEnd.set(true)
    info(s"${Await.result(Future.sequence(writers), 60.seconds).sum} writes")
    readersEnd.set(true)
    Await.result(Future.sequence(readers), 60.seconds)
    for (client <- clients) {
      Using.resource(client) { _ =>
        val kept = client.cacheOnceQuiet().asScala
        info(client.toString)
        patientlyOn(nodes.head) { other =>
          kept.foreach { case (key, value) => withClue(key)(other.call("GET", key).text() shouldBe value) }
        }
      }
    }
  }

  private def awaitTold(clients: Seq[CachingClient], times: Int): Unit = {
    val before = clients.map(_.toldCount())
    await().atMost(Patience).until(() => clients.zip(before).forall { case (c, told) => c.toldCount() > told + times })
  }

  /** Has one node after the other lead all shards, while changes go on; none keeps them for long. */
  private def passLeads(clients: Seq[CachingClient]): Unit =
    for (node <- nodes ++ nodes) {
      on(node)(_.call("CLUSTER", "FAILOVER").text()) shouldBe "OK"
      awaitTold(clients, 10)
    }

  describe("Clients that keep what they have read") {

    it("keep nothing stale while shards change their leaders", Slow) {
      cluster.awaitSettled()
      nothingStaleIsKept(Seq())(passLeads)
    }

    it("keep nothing stale when they track by prefix, either", Slow) {
      cluster.awaitSettled()
      nothingStaleIsKept(Seq("BCAST"))(passLeads)
    }

    for (options <- Seq(Seq(), Seq("BCAST"))) {
      it(s"keep nothing stale when a leader is killed and comes back ${options.mkString}", Slow) {
        cluster.awaitSettled()
        nothingStaleIsKept(options) { _ =>
          val victim = nodes(1)
          victim.kill()
          cluster.awaitServedWithout(victim)
          victim.restart()
          cluster.awaitSettled()
        }
      }
    }

    it("keep nothing stale when a leader stands still and another takes its place", Slow) {
      cluster.awaitSettled()
      nothingStaleIsKept(Seq()) { _ =>
        val victim = nodes(2)
        victim.freeze()
        cluster.awaitServedWithout(victim)
        victim.thaw()
        cluster.awaitSettled()
      }
    }
  }
}
