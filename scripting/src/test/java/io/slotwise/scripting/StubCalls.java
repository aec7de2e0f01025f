package io.slotwise.scripting;

import io.slotwise.protocol.Bytes;
import io.slotwise.protocol.Errors;
import io.slotwise.protocol.Reply;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The few commands that the recorded scripts call, on the data that they find. */
class StubCalls implements RedisCalls {

  private final Map<String, String> strings = new HashMap<>(Map.of("str", "abc", "k1", "v1"));

  static final List<List<String>> SEED =
      List.of(
          List.of("FLUSHALL"),
          List.of("SET", "str", "abc"),
          List.of("SET", "k1", "v1"),
          List.of("RPUSH", "list", "a", "b"),
          List.of("HSET", "hash", "f", "v"),
          List.of("SADD", "set", "m"),
          List.of("ZADD", "zset", "1.5", "m"));

  private static Reply bulk(String text) {
    return text == null ? Reply.Null.BULK : new Reply.Bulk(Bytes.wrap(latin1(text)));
  }

  private static byte[] latin1(String text) {
    return text.getBytes(java.nio.charset.StandardCharsets.ISO_8859_1);
  }

  @Override
  public Reply call(List<Bytes> words) {
    String name = words.get(0).lowerCase();
    if (name.equals("set") && words.size() == 2 || name.equals("incr") && words.size() == 1) {
      return Errors.err("Wrong number of args calling Redis command from script");
    }
    String key = words.size() > 1 ? words.get(1).latin1() : "";
    return switch (name) {
      case "get" -> bulk(strings.get(key));
      case "set" -> {
        strings.put(key, words.get(2).latin1());
        yield new Reply.Status("OK");
      }
      case "incr" -> add(key, 1);
      case "incrby" -> add(key, Long.parseLong(words.get(2).latin1()));
      case "ping" -> new Reply.Status("PONG");
      case "lrange" -> new Reply.Array(List.of(bulk("a"), bulk("b")));
      case "smembers" -> new Reply.SetOf(List.of(bulk("m")));
      case "hgetall" -> new Reply.MapOf(List.of(bulk("f"), bulk("v")));
      case "zscore" -> new Reply.Dbl(1.5);
      default -> Errors.err("Unknown Redis command called from script");
    };
  }

  private Reply add(String key, long by) {
    String old = strings.getOrDefault(key, "0");
    if (!old.matches("-?[0-9]+")) {
      return Errors.notInteger();
    }
    long sum = Long.parseLong(old) + by;
    strings.put(key, Long.toString(sum));
    return new Reply.Int(sum);
  }

  @Override
  public Optional<Boolean> allows(List<Bytes> words) {
    return words.get(0).lowerCase().equals("get") ? Optional.of(true) : Optional.empty();
  }

  @Override
  public void log(LogLevel level, Bytes message) {}
}
