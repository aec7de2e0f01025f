package io.slotwise.sharding.log;

import io.slotwise.sharding.log.JournalSegments.Finished;
import io.slotwise.sharding.log.SegmentFormat.Header;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Replays a journal at start and leaves it whole.
 *
 * <p>Where a record is damaged, the question is whether it had been synced. If nothing behind it
 * proves that, it is the torn end of what a crash interrupted (a power cut may also leave later
 * pages on the disk and earlier ones not): no promise was given for it under {@code fsync}, and it
 * is cut off. If a later record says that the disk once had it, the disk has lost data, and the
 * operator decides.
 */
public final class JournalReader {

  private static final Logger LOG = LoggerFactory.getLogger(JournalReader.class);

  /** Receives each commit behind the starting position, in order. */
  @FunctionalInterface
  public interface Visitor {

    /**
     * @param bytes the effects, from {@code offset} on; valid during the call only
     */
    void commit(long position, byte[] bytes, int offset, int length);
  }

  /**
   * @param lastPosition the last position that the journal or the store has
   * @param gapBehind whether the store is ahead of the journal
   * @param segments the files that are left, oldest first
   */
  public record Recovered(long lastPosition, boolean gapBehind, List<Finished> segments) {

    /** Whether there is no journal at all. */
    public boolean isEmpty() {
      return segments.isEmpty();
    }

    /** Deletes the journal, once another has all that is in it. */
    public void delete() throws IOException {
      for (Finished segment : segments) {
        Files.delete(segment.path());
      }
    }
  }

  private record Segment(Path path, long base) {}

  private final JournalSettings settings;
  private final long storePosition;
  private final Visitor visitor;
  private final List<Finished> kept = new ArrayList<>();
  private long lastPosition;

  private JournalReader(JournalSettings settings, long storePosition, Visitor visitor) {
    this.settings = settings;
    this.storePosition = storePosition;
    this.visitor = visitor;
  }

  /**
   * Visits every commit behind the position that the store holds.
   *
   * @throws JournalDamagedException when synced records cannot be read
   */
  public static Recovered recover(JournalSettings settings, long storePosition, Visitor visitor)
      throws IOException {
    Files.createDirectories(settings.dir());
    return new JournalReader(settings, storePosition, visitor).run();
  }

  private Recovered run() throws IOException {
    List<Segment> segments = list();
    int first = 0;
    while (first + 1 < segments.size() && segments.get(first + 1).base() <= storePosition + 1) {
      Segment covered = segments.get(first);
      kept.add(
          new Finished(
              covered.path(), segments.get(first + 1).base() - 1, Files.size(covered.path())));
      first++;
    }
    List<Segment> toRead = segments.subList(first, segments.size());
    lastPosition = toRead.isEmpty() ? storePosition : toRead.get(0).base() - 1;
    if (lastPosition > storePosition) {
      checkGap(toRead.get(0), storePosition);
    }
    for (int i = 0; i < toRead.size(); i++) {
      if (!read(toRead.get(i), toRead.subList(i + 1, toRead.size()))) {
        break;
      }
      if (toRead.size() > 1) {
        LOG.info(
            "event=journal-replayed segment={} of={} position={}",
            i + 1,
            toRead.size(),
            lastPosition);
      }
    }
    return new Recovered(
        Math.max(lastPosition, storePosition), storePosition > lastPosition, List.copyOf(kept));
  }

  private List<Segment> list() throws IOException {
    try (Stream<Path> files = Files.list(settings.dir())) {
      return files
          .filter(file -> file.getFileName().toString().endsWith(SegmentFormat.SUFFIX))
          .sorted()
          .map(file -> new Segment(file, baseOf(file)))
          .toList();
    }
  }

  private static long baseOf(Path file) {
    String name = file.getFileName().toString();
    return Long.parseLong(name.substring(0, name.length() - SegmentFormat.SUFFIX.length()));
  }

  private void checkGap(Segment segment, long have) throws IOException {
    Header header = Header.decode(head(segment.path()));
    if (header != null && !header.gapBefore()) {
      throw new JournalDamagedException(
          "the journal lacks positions "
              + (have + 1)
              + " to "
              + (segment.base() - 1)
              + ": a file before "
              + segment.path()
              + " is missing. Put it back, or restore a backup. To start with what there is, at"
              + " the price of consistency, move that file and all later ones away");
    }
  }

  private static byte[] head(Path path) throws IOException {
    try (var in = Files.newInputStream(path)) {
      return in.readNBytes(SegmentFormat.HEADER_BYTES);
    }
  }

  /** Replays one segment; false when the journal ends in it. */
  private boolean read(Segment segment, List<Segment> later) throws IOException {
    try (FileChannel channel =
        FileChannel.open(segment.path(), StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      // A killed process has left its last writes to the system; the store, which may take over
      // what is read here at any time, may only rely on the disk.
      channel.force(false);
      RecordReader reader = new RecordReader(channel);
      Header header = reader.header();
      if (header == null || header.base() != segment.base()) {
        return damaged(segment, channel, 0, later);
      }
      if (header.base() != lastPosition + 1) {
        checkGap(segment, lastPosition);
        lastPosition = header.base() - 1;
      }
      while (reader.next(lastPosition + 1)) {
        reader.visit(storePosition, visitor);
        lastPosition = reader.recordLast();
      }
      if (!reader.atEnd()) {
        return damaged(segment, channel, reader.offset(), later);
      }
      kept.add(new Finished(segment.path(), lastPosition, channel.size()));
      return true;
    }
  }

  private boolean damaged(Segment segment, FileChannel channel, long offset, List<Segment> later)
      throws IOException {
    long lost = lastPosition + 1;
    boolean wasSynced = lost <= storePosition || RecordReader.provesSynced(channel, offset, lost);
    for (Segment behind : later) {
      try (FileChannel file = FileChannel.open(behind.path(), StandardOpenOption.READ)) {
        wasSynced = wasSynced || RecordReader.provesSynced(file, 0, lost);
      }
    }
    if (wasSynced && settings.recovery() == JournalRecovery.STRICT) {
      throw new JournalDamagedException(
          "the journal file "
              + segment.path()
              + " is damaged at offset "
              + offset
              + " (position "
              + lost
              + "), in a part that had been synced: the disk has lost data. Restore the file or a"
              + " backup; or start once with journal-recovery = truncate to keep everything before"
              + " that place and give up everything behind it");
    }
    long cutBytes = channel.size() - offset;
    LOG.warn(
        "event=journal-cut file={} offset={} bytes={} position={} synced={}",
        segment.path(),
        offset,
        cutBytes,
        lost,
        wasSynced);
    dropLater(later);
    if (offset < SegmentFormat.HEADER_BYTES) {
      Files.delete(segment.path());
      return false;
    }
    channel.truncate(offset);
    channel.force(true);
    kept.add(new Finished(segment.path(), lastPosition, offset));
    return false;
  }

  private static void dropLater(List<Segment> later) throws IOException {
    for (Segment segment : later) {
      Path aside = segment.path().resolveSibling(segment.path().getFileName() + ".dropped");
      Files.move(segment.path(), aside);
      LOG.warn("event=journal-segment-dropped file={}", aside);
    }
  }
}
