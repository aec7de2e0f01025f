package io.slotwise.it.spec

import io.slotwise.it.harness.{Servers, TempDirs}
import io.slotwise.it.history.{Recorder, UniqueWrites}
import org.scalatest.funspec.AnyFunSpec

import java.time.Duration
import java.util.List
import redis.clients.jedis.HostAndPort

/** What one node promises its clients, whatever happens to its process. */
class OneNodeSpec extends AnyFunSpec {

  private val Timeout = Duration.ofSeconds(5)

  describe("A node that is killed under load and started again") {

    it("has every acknowledged write, and shows clients one order of all calls") {
      val folder = TempDirs.create("killed-node")
      val node = Servers.durable(folder, "everysec")
      val servers = List.of(new HostAndPort("127.0.0.1", node.port()))
      val recorder = Recorder.start(servers, Recorder.Load.of(6, 8, 7))
      val writes = UniqueWrites.start(servers, "", 3, Timeout, Duration.ZERO)
      try {
        recorder.awaitAnswers(3000)
        writes.awaitAcknowledged(1500)
        node.kill()
        node.restart()
        recorder.awaitAnswers(1000)
        recorder.close()
        writes.close()
        info(recorder.history().toString)
        info(writes.toString)
        recorder.history().assertLinearizable()
        writes.assertNoneLost(servers.get(0))
      } finally {
        recorder.close()
        writes.close()
        node.close()
        TempDirs.delete(folder)
      }
    }
  }
}
