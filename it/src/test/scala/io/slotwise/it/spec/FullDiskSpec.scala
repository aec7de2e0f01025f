package io.slotwise.it.spec

import io.slotwise.it.durability.LoopDisk
import io.slotwise.it.harness.{Cluster, ClusterNode}
import org.awaitility.Awaitility.await
import org.scalatest.matchers.should.Matchers

import java.io.{IOException, OutputStream}
import java.nio.file.{Files, Path}
import java.time.Duration
import scala.util.Try

/** One of three nodes has a disk of its own, which something else fills. Needs root and loop devices. */
class FullDiskSpec extends ClusterSpec with ClusterClients with Matchers {

  private val DiskMegabytes = 200
  private val ReserveMegabytes = 32

  private lazy val disk = LoopDisk.create(DiskMegabytes)
  private def ballast: Path = disk.mountPoint().resolve("ballast")
  private def full: ClusterNode = nodes.head

  override def start(): Cluster =
    Cluster.startAfter(
      folder => Files.createSymbolicLink(folder, Files.createDirectories(disk.mountPoint().resolve("data"))),
      3,
      "--set",
      s"slotwise.store.disk-reserve-bytes=${ReserveMegabytes}MiB",
      "--set",
      "slotwise.store.write-buffer-bytes=1MiB"
    )

  override def afterAll(): Unit = {
    super.afterAll()
    if (LoopDisk.obstacle().isEmpty) disk.close()
  }

  private def fillUpTo(freeMegabytes: Int): Unit = {
    val zeros = new Array[Byte](1 << 20)
    val out: OutputStream = Files.newOutputStream(ballast)
    try {
      while (ballast.toFile.getUsableSpace > freeMegabytes * zeros.length.toLong) {
        out.write(zeros)
      }
    } catch {
      case _: IOException if freeMegabytes == 0 => // As full as can be.
    } finally Try(out.close())
  }

  private def awaitItLeads(): Unit = {
    Files.deleteIfExists(ballast)
    cluster.awaitSettled()
    cluster.awaitAllLead()
  }

  describe("A node whose disk gets short of room") {

    it("leads nothing, says so, and passes on what clients bring; with room it leads again", Slow) {
      assume(LoopDisk.obstacle().isEmpty, LoopDisk.obstacle())
      awaitItLeads()
      underLoad {
        fillUpTo(ReserveMegabytes - 8)
        cluster.awaitServedWithout(full)
        on(full)(_.call("SET", "passed on", "x").text()) shouldBe "OK"
        await("others that know").until(() =>
          nodes.tail.forall(on(_)(_.call("CLUSTER", "STATUS").text()).contains("\"takes_leads\":false"))
        )
        Files.delete(ballast)
      }
      cluster.awaitAllLead()
    }
  }

  describe("A node whose disk is full") {

    it("costs nobody a write, waits for room, and comes back by itself when there is some", Slow) {
      assume(LoopDisk.obstacle().isEmpty, LoopDisk.obstacle())
      awaitItLeads()
      underLoad {
        fillUpTo(0)
        cluster.awaitServedWithout(full)
        await("a start that waits")
          .atMost(Duration.ofSeconds(60))
          .until(() => Try(on(full)(_.call("PING").text())).toOption.exists(_.startsWith("LOADING")))
        for (node <- nodes.tail; i <- 1 to 100) {
          patientlyOn(node)(_.call("SET", s"without it $i", "x").text()) shouldBe "OK"
        }
        full.isAlive shouldBe true
        Files.delete(ballast)
        awaitItLeads()
      }
    }
  }
}
