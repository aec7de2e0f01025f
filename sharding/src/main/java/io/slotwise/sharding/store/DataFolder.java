package io.slotwise.sharding.store;

import io.slotwise.sharding.log.DataDamagedException;
import io.slotwise.sharding.store.StoreSettings.HashSecret;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The data folder: locked while a node uses it, and marked with the version of its format.
 *
 * <pre>
 * DIR/LOCK      held by the node that runs
 * DIR/FORMAT    "slotwise-store 1", or 2, and "hash-secret HEX HEX"
 * DIR/rocks     RocksDB
 * DIR/journal   the log's segments
 * DIR/DAMAGED   what was found damaged, on a member of a cluster; not there on others
 * </pre>
 *
 * Format 2 is 1 with keys that are not in the slots of their pages, and is written once there is
 * one: so long an older release can go on.
 */
final class DataFolder implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(DataFolder.class);
  private static final String DAMAGED = "DAMAGED";
  private static final String FORMAT_WORD = "slotwise-store";
  private static final int FIRST_FORMAT = 1;
  private static final int FORMAT_WITH_KEYS_AWAY = 2;
  private static final List<String> KNOWN =
      List.of(FORMAT_WORD + " " + FIRST_FORMAT, FORMAT_WORD + " " + FORMAT_WITH_KEYS_AWAY);
  private static final String SECRET_WORD = "hash-secret";
  private static final int HEX = 16;

  private final Path dir;
  private final FileChannel lockFile;
  private HashSecret secret;
  private int format;

  private DataFolder(Path dir, FileChannel lockFile) {
    this.dir = dir;
    this.lockFile = lockFile;
  }

  /**
   * Locks the folder, making it where there is none, and checks its format.
   *
   * @throws StoreUnusableException saying what is wrong and what to do
   */
  static DataFolder open(StoreSettings settings) throws IOException {
    Path dir = settings.dir();
    Files.createDirectories(dir);
    FileChannel channel =
        FileChannel.open(dir.resolve("LOCK"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    DataFolder folder = new DataFolder(dir, channel);
    try {
      folder.lock();
      folder.checkDamage();
      folder.checkFormat(settings.hashSecret());
      return folder;
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  /** From now on nobody starts on it. */
  void condemn(String damage) {
    try {
      Files.writeString(dir.resolve(DAMAGED), damage + "\n");
    } catch (IOException e) {
      LOG.error("event=damage-not-noted cause={}", e.toString());
    }
  }

  private void checkDamage() throws IOException {
    Path note = dir.resolve(DAMAGED);
    if (Files.exists(note)) {
      throw new DataDamagedException(
          "files were found damaged before (" + note + "): " + Files.readString(note).strip());
    }
  }

  /** Whether there is one, in use or not. */
  static boolean exists(StoreSettings settings) {
    return Files.exists(settings.dir().resolve("FORMAT"));
  }

  Path rocks() {
    return dir.resolve("rocks");
  }

  HashSecret secret() {
    return secret;
  }

  /** Whether there may be keys in other slots than their pages. */
  synchronized boolean hasKeysAway() {
    return format == FORMAT_WITH_KEYS_AWAY;
  }

  /** Says so, before there is one or when there is none any more, and returns when that lasts. */
  synchronized void setHasKeysAway(boolean has) throws IOException {
    if (has != hasKeysAway()) {
      write(has ? FORMAT_WITH_KEYS_AWAY : FIRST_FORMAT, secret);
    }
  }

  private void lock() throws IOException {
    FileLock lock;
    try {
      lock = lockFile.tryLock();
    } catch (OverlappingFileLockException e) {
      lock = null;
    }
    if (lock == null) {
      throw new StoreUnusableException(
          "the data folder "
              + dir
              + " is in use by another node: stop that node, or give this one a folder of its own"
              + " (--dir, or slotwise.store.dir)");
    }
  }

  private void checkFormat(HashSecret wanted) throws IOException {
    Path file = dir.resolve("FORMAT");
    if (!Files.exists(file)) {
      create(wanted);
    }
    List<String> lines = Files.readAllLines(file);
    String found = lines.isEmpty() ? "" : lines.get(0);
    if (!KNOWN.contains(found)) {
      throw new StoreUnusableException(
          "the data folder "
              + dir
              + " has the format '"
              + found
              + "', and this release knows '"
              + String.join("' and '", KNOWN)
              + "': start the release that wrote it, or give this one another folder");
    }
    format = FIRST_FORMAT + KNOWN.indexOf(found);
    String[] words = lines.size() > 1 ? lines.get(1).split(" ") : new String[0];
    if (words.length != 3 || !words[0].equals(SECRET_WORD)) {
      throw new StoreUnusableException(
          "the file " + file + " has lost its second line: restore it from a backup");
    }
    secret =
        new HashSecret(
            Long.parseUnsignedLong(words[1], HEX), Long.parseUnsignedLong(words[2], HEX));
  }

  private void create(HashSecret wanted) throws IOException {
    if (Files.exists(rocks())) {
      throw new StoreUnusableException(
          "the data folder " + dir + " has data but no file FORMAT: restore it from a backup");
    }
    SecureRandom random = new SecureRandom();
    write(
        FIRST_FORMAT,
        wanted == null ? new HashSecret(random.nextLong(), random.nextLong()) : wanted);
  }

  private void write(int version, HashSecret hashSecret) throws IOException {
    Path draft = dir.resolve("FORMAT.new");
    Files.writeString(
        draft,
        FORMAT_WORD
            + " "
            + version
            + "\n"
            + SECRET_WORD
            + " "
            + Long.toHexString(hashSecret.k0())
            + " "
            + Long.toHexString(hashSecret.k1())
            + "\n");
    try (FileChannel channel = FileChannel.open(draft, StandardOpenOption.WRITE)) {
      channel.force(true);
    }
    Files.move(draft, dir.resolve("FORMAT"), StandardCopyOption.ATOMIC_MOVE);
    try (FileChannel channel = FileChannel.open(dir, StandardOpenOption.READ)) {
      channel.force(true);
    }
    format = version;
  }

  /** Unlocks the folder. */
  @Override
  public void close() throws IOException {
    lockFile.close();
  }
}
