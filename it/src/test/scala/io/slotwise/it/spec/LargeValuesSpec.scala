package io.slotwise.it.spec

import io.slotwise.it.harness.{Cluster, ClusterNode}
import org.awaitility.Awaitility.await
import org.scalatest.matchers.should.Matchers

import java.time.Duration
import java.util.concurrent.atomic.{AtomicBoolean, AtomicLong}
import java.util.concurrent.{Executors, TimeUnit}
import scala.util.{Random, Try}

/** Three nodes with 256 MB of heap each, and clients that write more than all heaps together. */
class LargeValuesSpec extends ClusterSpec with ClusterClients with Matchers {

  private val ValueBytes = 200_000
  private val Clients = 40
  private val Depth = 4

  /** Of all clients, in each phase of the example. */
  private val Writes = 3_000

  override def start(): Cluster = Cluster.start(3)

  /** Writes until so many are acknowledged; clients whose node is away go on with another. */
  private def write(nodes: Seq[ClusterNode])(meanwhile: => Unit): Unit = {
    val written = new AtomicLong()
    val over = new AtomicBoolean()
    val threads = Executors.newFixedThreadPool(Clients)
    try {
      for (_ <- 1 to Clients) threads.execute(() => while (!over.get()) Try(writeOn(nodes, written, over)))
      awaitCount(written, Writes / 2)
      meanwhile
      awaitCount(written, written.get() + Writes / 2)
    } finally {
      over.set(true)
      threads.shutdown()
      threads.awaitTermination(2, TimeUnit.MINUTES)
    }
  }

  private def writeOn(nodes: Seq[ClusterNode], written: AtomicLong, over: AtomicBoolean): Unit =
    on(nodes(Random.nextInt(nodes.size))) { client =>
      client.readTimeout(Duration.ofMinutes(1))
      val value = "v" * ValueBytes
      while (!over.get()) {
        for (_ <- 1 to Depth) client.send("SET", s"large ${Random.nextInt(20_000)}", value)
        for (_ <- 1 to Depth) if (client.read().text() == "OK") written.incrementAndGet()
      }
    }

  private def awaitCount(written: AtomicLong, count: Long): Unit =
    await(s"$count writes").atMost(Duration.ofMinutes(5)).until(() => written.get() >= count)

  describe("Members with small heaps under large values") {

    it("slow their clients down, and none of them dies", Slow) {
      write(nodes) {}
      all(nodes.map(_.isAlive)) shouldBe true
    }

    it("do without one of them, which catches up when it is back", Slow) {
      val absent = nodes.last
      write(nodes.init) {
        absent.kill()
        cluster.awaitServedWithout(absent)
      }
      write(nodes.init)(absent.restart())
      cluster.awaitSettled()
      all(nodes.map(_.isAlive)) shouldBe true
      for (node <- nodes) patientlyOn(node)(_.call("SET", s"after ${node.number()}", "x").text()) shouldBe "OK"
    }
  }
}
