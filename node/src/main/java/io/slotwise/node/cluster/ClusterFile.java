package io.slotwise.node.cluster;

import com.fasterxml.jackson.annotation.JsonAutoDetect;
import com.fasterxml.jackson.annotation.PropertyAccessor;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.slotwise.sharding.cluster.ClusterMap;
import io.slotwise.sharding.cluster.Member;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * What a member remembers of its cluster in its data folder: who it is there, and the last map that
 * it has seen, so that after a restart it knows whom to speak to. The directory itself is
 * replicated and knows better as soon as it is reached.
 */
final class ClusterFile {

  private static final String NAME = "cluster.json";

  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(SerializationFeature.INDENT_OUTPUT)
          .visibility(PropertyAccessor.IS_GETTER, JsonAutoDetect.Visibility.NONE)
          .build();

  /**
   * @param self this node with the addresses that it last had
   * @param removed whether the cluster has removed this node since
   */
  record Content(int format, Member self, ClusterMap map, boolean removed) {
    static final int FORMAT = 1;
  }

  private final Path file;

  ClusterFile(Path dir) {
    this.file = dir.resolve(NAME);
  }

  /**
   * What was saved, or null where this node is in no cluster yet.
   *
   * @throws IOException when it cannot be read or is not of a known format, or when the cluster has
   *     removed the node that it is of
   */
  Content read() throws IOException {
    Content content = Files.exists(file) ? parse() : null;
    if (content != null && content.removed()) {
      throw new IOException(
          "the data folder "
              + file.getParent()
              + " is that of a node that was removed from its cluster, and nothing of it is needed:"
              + " start this node with an empty folder");
    }
    return content;
  }

  private Content parse() throws IOException {
    try {
      Content content = JSON.readValue(file.toFile(), Content.class);
      if (content.format() != Content.FORMAT) {
        throw new IOException("format " + content.format() + " is not known to this version");
      }
      return content;
    } catch (IOException e) {
      throw new IOException(
          "the file " + file + " cannot be read, and it says which cluster this node is in: " + e,
          e);
    }
  }

  /** Replaces what was saved. */
  void write(Member self, ClusterMap map) throws IOException {
    write(new Content(Content.FORMAT, self, map, false));
  }

  /** From now on nobody can read it. */
  void writeRemoved(Member self, ClusterMap map) throws IOException {
    write(new Content(Content.FORMAT, self, map, true));
  }

  private void write(Content content) throws IOException {
    Path draft = file.resolveSibling(NAME + ".new");
    Files.write(draft, JSON.writeValueAsBytes(content));
    // Contents before the name: a power cut must not leave a file with a name and nothing in it.
    sync(draft, StandardOpenOption.WRITE);
    Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    sync(file.getParent(), StandardOpenOption.READ);
  }

  private static void sync(Path path, OpenOption how) throws IOException {
    try (FileChannel channel = FileChannel.open(path, how)) {
      channel.force(true);
    }
  }
}
