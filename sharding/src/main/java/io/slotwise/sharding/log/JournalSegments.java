package io.slotwise.sharding.log;

import io.slotwise.sharding.log.SegmentFiles.SegmentFile;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The segment files: one that is being written and those before it. Writing, starting and
 * discarding segments happens under the journal's write lock; syncing and counting on any thread.
 */
final class JournalSegments {

  private static final Logger LOG = LoggerFactory.getLogger(JournalSegments.class);

  /** What one system call writes at most: the JVM makes a native copy of that size. */
  private static final int WRITE_BYTES = 64 << 10;

  /** A finished segment. {@code last} is the position of its last commit. */
  record Finished(Path path, long last, long bytes) {}

  private final JournalSettings settings;
  private final SegmentFiles files;

  /** Guards everything below but for the writing itself. */
  private final ReentrantLock lock = new ReentrantLock();

  private final Deque<Finished> finished = new ArrayDeque<>();
  private final List<SegmentFile> unsynced = new ArrayList<>();
  private SegmentFile current;
  private Path currentPath;
  private long currentBase;
  private volatile long currentBytes;
  private long finishedBytes;

  JournalSegments(JournalSettings settings, SegmentFiles files, JournalReader.Recovered recovered) {
    this.settings = settings;
    this.files = files;
    for (Finished segment : recovered.segments()) {
      finished.add(segment);
      finishedBytes += segment.bytes();
    }
  }

  boolean isOpen() {
    return current != null;
  }

  boolean currentIsEmpty() {
    return currentBytes <= SegmentFormat.HEADER_BYTES;
  }

  boolean currentIsFull() {
    return currentBytes >= settings.segmentBytes();
  }

  int count() {
    lock.lock();
    try {
      return finished.size() + (current == null ? 0 : 1);
    } finally {
      lock.unlock();
    }
  }

  long sizeBytes() {
    lock.lock();
    try {
      return finishedBytes + (current == null ? 0 : currentBytes);
    } finally {
      lock.unlock();
    }
  }

  /** Makes a new segment the current one. When it fails, the old one stays. */
  void startSegment(long base, long synced, boolean gapBefore) throws IOException {
    Path path = SegmentFormat.file(settings.dir(), base);
    SegmentFile next = files.create(path);
    try {
      byte[] header = new SegmentFormat.Header(base, synced, gapBefore).encode();
      next.write(header, 0, header.length, 0);
      syncFolder();
    } catch (IOException e) {
      next.close();
      Files.deleteIfExists(path);
      throw e;
    }
    lock.lock();
    try {
      retireCurrent(base - 1);
      // An empty segment of the same base, left by the run before, is the file just made anew.
      finished.removeIf(segment -> segment.path().equals(path));
      current = next;
      currentPath = path;
      currentBase = base;
      currentBytes = SegmentFormat.HEADER_BYTES;
    } finally {
      lock.unlock();
    }
  }

  /** Ends the current segment without starting another: the journal goes to sleep. */
  void endCurrent(long last) {
    lock.lock();
    try {
      retireCurrent(last);
    } finally {
      lock.unlock();
    }
  }

  private void retireCurrent(long last) {
    if (current == null) {
      return;
    }
    unsynced.add(current);
    finished.add(new Finished(currentPath, last, currentBytes));
    finishedBytes += currentBytes;
    current = null;
    currentBytes = 0;
  }

  /** Appends to the current segment: all of it, or (as far as anybody will read) nothing. */
  void write(byte[] bytes, int length) throws IOException {
    long start = currentBytes;
    try {
      for (int at = 0; at < length; ) {
        int count = Math.min(WRITE_BYTES, length - at);
        current.write(bytes, at, count, start + at);
        at += count;
      }
    } catch (IOException e) {
      cutBack(start);
      throw e;
    }
    currentBytes = start + length;
  }

  private void cutBack(long size) {
    try {
      current.truncate(size);
    } catch (IOException e) {
      // The next attempt writes over the same place, and a start would cut the part off.
      LOG.warn("event=journal-cut-failed cause={}", e.toString());
    }
  }

  /** Syncs everything written before the call. */
  void sync() throws IOException {
    List<SegmentFile> ended;
    SegmentFile last;
    lock.lock();
    try {
      ended = List.copyOf(unsynced);
      last = current;
    } finally {
      lock.unlock();
    }
    for (SegmentFile file : ended) {
      file.sync();
    }
    if (last != null) {
      last.sync();
    }
    lock.lock();
    try {
      unsynced.removeAll(ended);
    } finally {
      lock.unlock();
    }
    for (SegmentFile file : ended) {
      file.close();
    }
  }

  void discardUpTo(long position) {
    boolean more = true;
    while (more) {
      lock.lock();
      try {
        Finished oldest = finished.peekFirst();
        more = oldest != null && oldest.last() <= position;
        if (more) {
          // Oldest first, so that a crash in between leaves a row without a hole.
          Files.deleteIfExists(oldest.path());
          finished.removeFirst();
          finishedBytes -= oldest.bytes();
        }
      } catch (IOException e) {
        LOG.warn("event=journal-segment-not-deleted cause={}", e.toString());
        more = false;
      } finally {
        lock.unlock();
      }
    }
  }

  void close() {
    lock.lock();
    try {
      for (SegmentFile file : unsynced) {
        file.close();
      }
      if (current != null) {
        current.close();
      }
    } catch (IOException e) {
      LOG.warn("event=journal-close-failed cause={}", e.toString());
    } finally {
      lock.unlock();
    }
  }

  private void syncFolder() throws IOException {
    try (FileChannel folder = FileChannel.open(settings.dir(), StandardOpenOption.READ)) {
      folder.force(true);
    }
  }
}
