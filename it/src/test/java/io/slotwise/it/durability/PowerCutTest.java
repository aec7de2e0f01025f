package io.slotwise.it.durability;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.slotwise.it.harness.DurableServer;
import io.slotwise.it.harness.Loud;
import io.slotwise.it.harness.RawClient;
import io.slotwise.it.harness.Servers;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A power cut loses no acknowledged write under {@code fsync}. The data folder lies on a file
 * system in a file; the cut is a copy of that file while the server stands still, which holds what
 * reached the device and nothing of what the kernel still had in memory. That the copy really lacks
 * it is the second test: under {@code os} acknowledged writes are lost. See ops/docs/testing.md.
 */
class PowerCutTest {

  private static String obstacle;

  @BeforeAll
  static void lookForLoopDevices() {
    obstacle = LoopDisk.obstacle();
    if (!obstacle.isEmpty()) {
      Loud.say(
          "POWER CUTS ARE NOT TESTED: they need root, mkfs.ext4 and loop devices: " + obstacle);
    }
  }

  @ParameterizedTest(name = "memtables flushed meanwhile: {0}")
  @ValueSource(booleans = {false, true})
  void underFsyncNoAcknowledgedWriteIsLost(boolean flushed) {
    assumeTrue(obstacle.isEmpty(), obstacle);
    try (LoopDisk disk = LoopDisk.create(512);
        DurableServer server = Servers.durable(disk.mountPoint().resolve("data"), "fsync");
        WriteLoad load = WriteLoad.start(server, 6)) {
      load.await(500);
      if (flushed) {
        // Cuts the journal: what it held must be as safe in the files that replace it.
        try (RawClient client = server.connect()) {
          client.call("FLUSHMEMTABLE");
        }
      }
      load.await(1_000);
      server.freeze();
      try (LoopDisk after = disk.afterPowerCut()) {
        server.kill();
        try (DurableServer recovered =
            Servers.durable(after.mountPoint().resolve("data"), "fsync")) {
          load.verify(recovered);
        }
      }
    }
  }

  @Test
  void underOsThePowerCutTakesAcknowledgedWritesSoTheCopyIsAPowerCut() {
    assumeTrue(obstacle.isEmpty(), obstacle);
    try (LoopDisk disk = LoopDisk.create(512);
        DurableServer server = Servers.durable(disk.mountPoint().resolve("data"), "os");
        WriteLoad load = WriteLoad.start(server, 6)) {
      load.await(2_000);
      server.freeze();
      try (LoopDisk after = disk.afterPowerCut()) {
        server.kill();
        try (DurableServer recovered = Servers.durable(after.mountPoint().resolve("data"), "os")) {
          assertThat(load.lost(recovered)).isPositive();
        }
      }
    }
  }
}
