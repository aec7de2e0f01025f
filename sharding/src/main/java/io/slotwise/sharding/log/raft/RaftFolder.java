package io.slotwise.sharding.log.raft;

import io.slotwise.sharding.log.DataDamagedException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks through the files of Raft before a node opens them.
 *
 * <p>The end of a log that was being written when the machine lost its power is cut off: nothing
 * behind it is whole. With {@code fsync} nobody was told that this node has it, with {@code
 * everysec} a majority may have been, and it is as if the system had not written it yet. Damage
 * anywhere else means that this node has lost what it once said it has: its vote could elect
 * somebody who lacks it, too. Then it does not start.
 */
public final class RaftFolder {

  private static final Logger LOG = LoggerFactory.getLogger(RaftFolder.class);

  private static final String GROUPS = "groups";
  private static final String CURRENT = "current";
  private static final String META = "raft-meta";
  private static final Pattern SEGMENT = Pattern.compile("log_(?:inprogress_(\\d+)|(\\d+)-(\\d+))");

  /**
   * Nobody stands for election so often without an entry of a new leader: a term that is so much
   * higher than that of the last entry is higher than any in which this node has voted.
   */
  private static final long TERMS_WITHOUT_ENTRY_MAX = 1_000_000;

  private RaftFolder() {}

  /**
   * Looks through all groups.
   *
   * @param dir the folder for Raft; need not be there
   * @throws DataDamagedException naming the file that is damaged
   */
  public static void check(Path dir) throws IOException {
    for (Path group : list(dir.resolve(GROUPS))) {
      Path current = group.resolve(CURRENT);
      long term = 0;
      for (Path file : list(current)) {
        Matcher name = SEGMENT.matcher(file.getFileName().toString());
        if (name.matches()) {
          term = Math.max(term, check(file, name));
        }
      }
      checkVote(current.resolve(META), term);
    }
  }

  private static List<Path> list(Path dir) throws IOException {
    if (!Files.isDirectory(dir)) {
      return List.of();
    }
    try (Stream<Path> entries = Files.list(dir)) {
      return entries.sorted().toList();
    }
  }

  /** Returns the term of the segment's last entry. */
  private static long check(Path file, Matcher name) throws IOException {
    boolean open = name.group(1) != null;
    long first = Long.parseLong(open ? name.group(1) : name.group(2));
    SegmentScan scan = new SegmentScan(Files.readAllBytes(file), first);
    boolean whole = open || scan.nextIndex() == Long.parseLong(name.group(3)) + 1;
    if (whole && scan.isClean()) {
      return scan.lastTerm();
    }
    if (!open || scan.hasEntryBehind()) {
      throw new DataDamagedException(
          "the log "
              + file
              + " is damaged at byte "
              + scan.end()
              + " (entry "
              + scan.nextIndex()
              + ")");
    }
    LOG.warn(
        "event=raft-log-cut file={} at={} bytes={}",
        file,
        scan.end(),
        Files.size(file) - scan.end());
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.truncate(scan.end());
      channel.force(true);
    }
    return scan.lastTerm();
  }

  /**
   * Ratis leaves the file empty when the disk is full. In which term this node has voted is lost
   * then, so it votes in none that may have been.
   */
  private static void checkVote(Path meta, long lastTerm) throws IOException {
    if (!Files.exists(meta)) {
      return;
    }
    Properties vote = new Properties();
    try (InputStream in = Files.newInputStream(meta)) {
      vote.load(in);
    }
    if (vote.containsKey("term") && vote.containsKey("votedFor")) {
      return;
    }
    long term = lastTerm + TERMS_WITHOUT_ENTRY_MAX;
    LOG.warn("event=raft-vote-lost file={} term={}", meta, term);
    Path draft = meta.resolveSibling(META + ".new");
    Files.writeString(draft, "term=" + term + "\nvotedFor=\n");
    try (FileChannel channel = FileChannel.open(draft, StandardOpenOption.WRITE)) {
      channel.force(true);
    }
    Files.move(draft, meta, StandardCopyOption.ATOMIC_MOVE);
  }
}
