package io.slotwise.it.durability;

import io.slotwise.it.harness.Commands;
import io.slotwise.it.harness.TempDirs;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * A file system in a file, mounted through a loop device. What the kernel still holds in memory for
 * it (dirty pages, metadata that is not committed) is not in the file: a copy of the file is what a
 * power cut leaves. Needs root and loop devices.
 */
public final class LoopDisk implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Path home;
  private final Path image;
  private final Path mountPoint;

  private LoopDisk(Path home, Path image) throws IOException {
    this.home = home;
    this.image = image;
    this.mountPoint = Files.createDirectories(home.resolve("mnt"));
    // Without this, the kernel's own commit every five seconds would make part of the data safe.
    run("mount", "-o", "loop,commit=600", image.toString(), mountPoint.toString());
  }

  /** Whether this machine lets us: what is in the way, or empty. */
  public static String obstacle() {
    try (LoopDisk probe = create(16)) {
      return Files.isDirectory(probe.mountPoint()) ? "" : "no mount point";
    } catch (IllegalStateException | UncheckedIOException e) {
      return e.getMessage();
    }
  }

  /** A new empty ext4 file system. */
  public static LoopDisk create(int megabytes) {
    Path home = TempDirs.create("disk");
    Path image = home.resolve("image");
    try {
      run("truncate", "-s", megabytes + "M", image.toString());
      run("mkfs.ext4", "-q", "-F", image.toString());
      return new LoopDisk(home, image);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (IllegalStateException e) {
      TempDirs.delete(home);
      throw e;
    }
  }

  /**
   * The disk as it would be found after a power cut now. Whoever writes to it must stand still.
   * Copies until two copies in a row are equal, so that a copy is of one moment.
   */
  LoopDisk afterPowerCut() {
    Path other = TempDirs.create("disk");
    Path copy = other.resolve("image");
    try {
      for (int attempt = 0; attempt < 20; attempt++) {
        run("cp", "--sparse=always", image.toString(), copy.toString());
        if (Files.mismatch(image, copy) < 0) {
          return new LoopDisk(other, copy);
        }
      }
      throw new IllegalStateException("the disk changes though its writer stands still");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public Path mountPoint() {
    return mountPoint;
  }

  private static void run(String... command) {
    Commands.Result result = Commands.run(List.of(command), PATIENCE);
    if (!result.succeeded()) {
      throw new IllegalStateException(
          String.join(" ", command) + " answered " + result.output().strip());
    }
  }

  @Override
  public void close() {
    run("umount", mountPoint.toString());
    TempDirs.delete(home);
  }
}
