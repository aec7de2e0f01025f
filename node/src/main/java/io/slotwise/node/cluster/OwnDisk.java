package io.slotwise.node.cluster;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether a member's disk lets it do its part. Before it is full, the node leads nothing more,
 * where others can; before Raft would find it full, the node stops, where no other is short: a log
 * that could not be written once takes nothing more until it is opened again, and who cannot write
 * down its vote should give none.
 *
 * <p>Looked at by one thread, read by any.
 */
public final class OwnDisk {

  private static final Logger LOG = LoggerFactory.getLogger(OwnDisk.class);

  /** Room for what is on its way when the node decides to stop, and for what its end writes. */
  private static final int STOPS_AT_PART = 4;

  /** So much more than the reserve ends a shortage. */
  private static final int ENOUGH_AGAIN_PART = 8;

  /** Within this others have taken the leads, where there are others. */
  private static final Duration LONG = Duration.ofSeconds(5);

  private static final long MIB = 1 << 20;

  private final Path dir;
  private final long reserveBytes;
  private final Supplier<Optional<String>> writeError;
  private final Supplier<Optional<String>> logFailure;
  private final Supplier<Optional<String>> damage;
  private final LongSupplier nanoTime;
  private FileStore volume;
  private volatile String shortage;
  private volatile String failure;
  private volatile String full;
  private volatile long shortSinceNanos;

  /**
   * @param reserveBytes with less room than this the disk is short
   * @param writeError why the store cannot write at present
   * @param logFailure why one of the logs takes nothing more until it is opened again
   * @param damage what cannot be read any more
   */
  public OwnDisk(
      Path dir,
      long reserveBytes,
      Supplier<Optional<String>> writeError,
      Supplier<Optional<String>> logFailure,
      Supplier<Optional<String>> damage,
      LongSupplier nanoTime) {
    this.dir = dir;
    this.reserveBytes = reserveBytes;
    this.writeError = writeError;
    this.logFailure = logFailure;
    this.damage = damage;
    this.nanoTime = nanoTime;
  }

  /** Looks at it anew. */
  void look() {
    look(freeBytes());
  }

  /** Where the system does not say, there is room: what writes will tell otherwise. */
  private long freeBytes() {
    try {
      if (volume == null) {
        // Finding it reads the table of all mounts.
        volume = Files.getFileStore(dir);
      }
      return volume.getUsableSpace();
    } catch (IOException e) {
      LOG.debug("event=disk_not_asked cause={}", e.toString());
      return Long.MAX_VALUE;
    }
  }

  void look(long freeBytes) {
    long enough = shortage == null ? reserveBytes : reserveBytes + reserveBytes / ENOUGH_AGAIN_PART;
    String found = writeError.get().orElse(null);
    if (found == null && freeBytes < enough) {
      found = lack(dir, enough);
    }
    if (found != null && shortage == null) {
      shortSinceNanos = nanoTime.getAsLong();
      LOG.warn("event=disk_short free_bytes={} why=\"{}\"", freeBytes, found);
    } else if (found == null && shortage != null) {
      LOG.info("event=disk_has_room");
    }
    shortage = found;
    failure =
        damage
            .get()
            .map(what -> "its files are damaged: " + what)
            .or(() -> logFailure.get().map(why -> "its log cannot be written: " + why))
            .orElse(null);
    full = freeBytes < reserveBytes / STOPS_AT_PART ? lack(dir, reserveBytes) : null;
  }

  private static String lack(Path dir, long enough) {
    return "its disk has less room than "
        + (enough + MIB - 1) / MIB
        + " MB: make room where "
        + dir
        + " is";
  }

  /** Why this node should lead nothing, for people, or null. */
  public String shortage() {
    return shortage;
  }

  /** Whether others have had the time to take what this node leads. */
  boolean isShortForLong() {
    return shortage != null && nanoTime.getAsLong() - shortSinceNanos > LONG.toNanos();
  }

  /** Why it cannot go on until it has started again, for people, or null. */
  String failure() {
    return failure;
  }

  /** Why it should stop unless it is needed, for people, or null. */
  String full() {
    return full;
  }

  /** What a node that starts has to wait for, for people, or null when there is room. */
  public static String obstacleToStart(Path dir, long reserveBytes) throws IOException {
    return Files.getFileStore(dir).getUsableSpace() < reserveBytes ? lack(dir, reserveBytes) : null;
  }
}
