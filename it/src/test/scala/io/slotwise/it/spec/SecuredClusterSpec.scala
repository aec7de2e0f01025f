package io.slotwise.it.spec

import io.slotwise.it.harness.{Certificates, Cluster, Commands, ItPaths, RawClient, SlotwiseProcess, TempDirs}
import org.scalatest.matchers.should.Matchers
import redis.clients.jedis.HostAndPort

import java.io.UncheckedIOException
import java.time.Duration
import scala.jdk.CollectionConverters.{ListHasAsScala, SeqHasAsJava}

/** What nodes promise that speak TLS with each other. Clients of these specifications come by the plain port. */
class SecuredClusterSpec extends ClusterSpec with Matchers {

  private lazy val certificates = Certificates.make()
  private lazy val strange = Certificates.make()

  override def start(): Cluster = Cluster.startSecured(3, certificates)

  override def afterAll(): Unit =
    try super.afterAll()
    finally {
      certificates.delete()
      strange.delete()
    }

  /** Starts a node that is expected to be refused, and returns its exit code and what it said. */
  private def refused(options: String*): Commands.Result = {
    val dir = TempDirs.create("refused")
    try SlotwiseProcess.startExpectingFailure(dir.resolve("data"), options: _*)
    finally TempDirs.delete(dir)
  }

  private def comesIn(address: HostAndPort, by: Certificates, name: String): Boolean =
    try {
      val client = RawClient.connect(address.getHost, address.getPort, by.client(name))
      try {
        client.readTimeout(Duration.ofSeconds(1))
        // Whoever is refused learns of it when the other side closes; who is not waits for what it will say.
        client.read()
        true
      } finally client.close()
    } catch {
      case e: UncheckedIOException => e.getCause.isInstanceOf[java.net.SocketTimeoutException]
      case _: IllegalStateException => true
    }

  private def slotwise(words: String*): Commands.Result =
    Commands.run((ItPaths.distribution().toString +: words).asJava, Duration.ofSeconds(60))

  describe("Three nodes that speak TLS with each other") {

    it("serve, and go on when one is killed", Slow) {
      underLoad {
        val node = cluster.busiestLeader()
        node.kill()
        cluster.awaitServedWithout(node)
        node.restart()
        cluster.awaitSettled()
      }
    }

    it("let nobody speak with them who has no certificate of their authority", Slow) {
      for (node <- nodes; address <- node.innerAddresses().asScala :+ node.clusterAddress()) {
        withClue(s"$node at $address: ") {
          comesIn(address, certificates, "") shouldBe false
          comesIn(address, strange, "app") shouldBe false
        }
      }
    }

    it("take in no node without a certificate of their authority, and tell it why", Slow) {
      val unsecured = refused("--join", cluster.addresses().get(0).toString)
      unsecured.exitCode() shouldBe 1
      unsecured.output() should include("speak TLS and show certificates")

      val tlsPort = SlotwiseProcess.freePort().toString
      val words = Seq("--join", cluster.joinAddress(), "--tls-cluster", "yes", "--tls-port", tlsPort)
      val stranger = refused(words ++ strange.options().asScala: _*)
      stranger.exitCode() shouldBe 1
      stranger.output() should include("do not believe each other's certificates")

      val plain = refused("--join", cluster.joinAddress())
      plain.exitCode() shouldBe 1
      plain.output() should include("speaks TLS, and this one does not")
      cluster.awaitSettled()
    }

    it("are looked at over TLS", Slow) {
      val secured =
        Seq("--cacert", certificates.authority().toString, "--cert", certificates.certificate("app").toString) ++
          Seq("--key", certificates.key("app").toString)
      val status = slotwise(Seq("cluster", "status", "--node", cluster.joinAddress(), "--tls") ++ secured: _*)
      status.output() should include("Every shard is led and has its copies")
      status.exitCode() shouldBe 0
      slotwise("cluster", "status", "--node", cluster.joinAddress()).exitCode() shouldBe 1
      slotwise(Seq("cluster", "wait", "--node", cluster.joinAddress(), "--wait", "60", "--tls") ++ secured: _*).exitCode() shouldBe 0
    }
  }
}
