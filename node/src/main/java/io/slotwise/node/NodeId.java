package io.slotwise.node;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.regex.Pattern;

/** The name of a node in a cluster, made once and kept in the data folder. */
final class NodeId {

  private static final String FILE = "node-id";
  private static final int BYTES = 20;
  private static final Pattern TEXT = Pattern.compile("[0-9a-f]{" + 2 * BYTES + "}");

  private NodeId() {}

  /**
   * The id that the data folder has, or a new one that it has from now on.
   *
   * @return 40 hexadecimal digits
   * @throws IOException when the file cannot be read or written, or holds something else
   */
  static String of(Path dir) throws IOException {
    Path file = dir.resolve(FILE);
    if (Files.exists(file)) {
      String text = Files.readString(file, StandardCharsets.US_ASCII).trim();
      if (!TEXT.matcher(text).matches()) {
        throw new IOException(
            "the file "
                + file
                + " should hold 40 hexadecimal digits: restore it, or delete it to"
                + " give this node a new identity");
      }
      return text;
    }
    byte[] random = new byte[BYTES];
    new SecureRandom().nextBytes(random);
    String id = HexFormat.of().formatHex(random);
    Path draft = dir.resolve(FILE + ".new");
    Files.writeString(draft, id + "\n", StandardCharsets.US_ASCII);
    // Contents before the name: a power cut must not leave a file with a name and nothing in it.
    sync(draft, StandardOpenOption.WRITE);
    Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
    sync(dir, StandardOpenOption.READ);
    return id;
  }

  private static void sync(Path path, OpenOption how) throws IOException {
    try (FileChannel channel = FileChannel.open(path, how)) {
      channel.force(true);
    }
  }
}
