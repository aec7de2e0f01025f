package io.slotwise.it.spec

import io.slotwise.it.harness.{Cluster, ClusterNode}
import org.awaitility.Awaitility.await
import org.scalatest.matchers.should.Matchers

import java.nio.file.{Files, Path}
import java.time.Duration
import scala.jdk.StreamConverters.StreamHasToScala
import scala.util.Using

/** What a node makes of logs that are not as it left them, and that nobody is the worse for it. */
class DamagedLogSpec extends ClusterSpec with Matchers {

  private val EntryBytes = 40

  override def start(): Cluster = Cluster.start(3)

  /** The logs of all groups that are being written. */
  private def openLogs(node: ClusterNode): Seq[Path] =
    Using.resource(Files.walk(node.folder().resolve("raft"))) { tree =>
      tree.toScala(Seq).filter(_.getFileName.toString.startsWith("log_inprogress_"))
    }

  /** Without the space that is reserved behind the last entry. */
  private def written(log: Path): Array[Byte] = {
    val bytes = Files.readAllBytes(log)
    bytes.take(bytes.lastIndexWhere(_ != 0) + 1)
  }

  describe("A node whose logs lack their end") {

    it("gets it from the others, and nothing is lost", Slow) {
      underLoad {
        val victim = cluster.busiestLeader()
        victim.kill()
        for (log <- openLogs(victim)) {
          Files.write(log, written(log).dropRight(EntryBytes))
        }
        victim.restart()
      }
    }
  }

  describe("A node with a log that is damaged before its end") {

    it("does not start and says which file it is; with an empty folder it joins again, and nothing is lost", Slow) {
      underLoad {
        val victim = cluster.node(2)
        victim.kill()
        val log = openLogs(victim).maxBy(Files.size(_))
        val bytes = Files.readAllBytes(log)
        val middle = written(log).length / 2
        bytes(middle) = (bytes(middle) ^ 1).toByte
        Files.write(log, bytes)
        victim.launch()
        await("its end").atMost(Duration.ofSeconds(60)).until(() => !victim.isAlive)
        victim.logTail() should include(s"the log $log is damaged at byte ")
        victim.wipe()
        victim.restart()
        cluster.awaitSettled()
      }
    }
  }
}
