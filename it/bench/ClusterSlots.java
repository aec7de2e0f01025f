import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Who leads which slots, as CLUSTER SLOTS of one node says, and keys that fall there. */
final class ClusterSlots {

  private static final int SLOTS = 16_384;

  private final List<Range> ranges;

  private ClusterSlots(List<Range> ranges) {
    this.ranges = ranges;
  }

  /** A run of slots; {@code leader} is {@code host:port}. */
  record Range(int first, int last, String leader) {

    boolean contains(int slot) {
      return first <= slot && slot <= last;
    }
  }

  static ClusterSlots of(String host, int port) throws IOException {
    List<Range> ranges = new ArrayList<>();
    try (RespConnection connection = RespConnection.to(host + ":" + port, 0)) {
      for (Object range : (List<?>) connection.call("CLUSTER", "SLOTS")) {
        List<?> parts = (List<?>) range;
        List<?> leader = (List<?>) parts.get(2);
        ranges.add(
            new Range(
                number(parts.get(0)), number(parts.get(1)), leader.get(0) + ":" + leader.get(1)));
      }
    }
    return new ClusterSlots(ranges);
  }

  private static int number(Object reply) {
    return Integer.parseInt(reply.toString());
  }

  List<String> leaders() {
    return ranges.stream().map(Range::leader).distinct().sorted().toList();
  }

  /** So many hash tags whose slots a node leads. */
  List<String> tagsOf(String leader, int count) {
    List<String> tags = new ArrayList<>();
    for (int i = 0; tags.size() < count; i++) {
      int slot = slotOf(Integer.toString(i));
      if (ranges.stream().anyMatch(r -> r.contains(slot) && r.leader.equals(leader))) {
        tags.add(Integer.toString(i));
      }
    }
    return tags;
  }

  /** Hash tags that lie as far from each other as so many can. */
  static List<String> tagsAllOver(int count) {
    List<String> tags = new ArrayList<>();
    for (int part = 0; part < count; part++) {
      int from = part * SLOTS / count;
      int to = (part + 1) * SLOTS / count;
      int tag = 0;
      while (slotOf(Integer.toString(tag)) < from || slotOf(Integer.toString(tag)) >= to) {
        tag++;
      }
      tags.add(Integer.toString(tag));
    }
    return tags;
  }

  private static int slotOf(String tag) {
    int crc = 0;
    for (byte b : tag.getBytes(StandardCharsets.US_ASCII)) {
      crc ^= (b & 0xff) << 8;
      for (int bit = 0; bit < 8; bit++) {
        crc = (crc & 0x8000) == 0 ? crc << 1 : crc << 1 ^ 0x1021;
      }
    }
    return (crc & 0xffff) % SLOTS;
  }
}
