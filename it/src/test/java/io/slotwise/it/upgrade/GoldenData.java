package io.slotwise.it.upgrade;

import io.slotwise.it.harness.RawClient;
import io.slotwise.it.harness.RawReply;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** A little of everything that a node can hold, and the questions that show all of it. */
final class GoldenData {

  /** In the year 2100. */
  private static final String FAR_MS = "4102444800000";

  private static final int MANY = 700;

  private static final List<String> SINCE_1 =
      List.of(
          "DBSIZE",
          "GET int",
          "GET text",
          "GET empty",
          "GET grown",
          "STRLEN long",
          "GETRANGE long 69990 -1",
          "BITPOS bits 1",
          "PEXPIRETIME mortal",
          "HGET hash b",
          "HLEN hash",
          "HPEXPIRETIME fields FIELDS 2 a b",
          "LRANGE list 0 -1",
          "SORT ints",
          "SORT words ALPHA",
          "ZRANGE sorted 0 -1 WITHSCORES",
          "PFCOUNT hll",
          "XRANGE stream - +",
          "XPENDING stream group",
          "XINFO STREAM stream",
          "GEOHASH places Palermo",
          "EXISTS gone",
          "HLEN manyfields",
          "HGET manyfields field699",
          "LLEN manyitems",
          "LINDEX manyitems 350",
          "SCARD manymembers",
          "SISMEMBER manymembers member699",
          "ZCARD manyscores",
          "ZRANK manyscores member699",
          "ZRANGEBYSCORE manyscores 6 6 LIMIT 0 3",
          "OBJECT ENCODING manyfields",
          "FCALL answer 0",
          "SELECT 3",
          "DBSIZE",
          "GET int",
          "LRANGE elsewhere 0 -1",
          "SELECT 0");

  /** A collection with pages, at a key in another slot of the same shard than where it was made. */
  private static final List<String> SINCE_2 =
      List.of("LLEN moved", "LINDEX moved 350", "EXISTS made1");

  private GoldenData() {}

  /** Fills an empty node. */
  static void write(RawClient client) {
    for (List<String> request : writes()) {
      RawReply reply = client.call(request.toArray(String[]::new));
      if (reply.isError()) {
        throw new IllegalStateException(request + ": " + reply);
      }
    }
  }

  private static List<List<String>> writes() {
    List<List<String>> writes = new ArrayList<>();
    for (String line :
        List.of(
            "SET int 42",
            "SET text some-text",
            "SET empty {}",
            "APPEND grown first",
            "APPEND grown -second",
            "SETRANGE long 70000 end",
            "SETBIT bits 100 1",
            "SET mortal value PXAT " + FAR_MS,
            "HSET hash a 1 b 2",
            "HSET fields a 1 b 2",
            "HPEXPIREAT fields " + FAR_MS + " FIELDS 1 a",
            "RPUSH list a b 3",
            "SADD ints 1 2 3",
            "SADD words a b c",
            "ZADD sorted 1 a 2.5 b -inf c",
            "PFADD hll a b c",
            "XADD stream 1-1 f v",
            "XADD stream 2-1 f w g x",
            "XGROUP CREATE stream group 0",
            "XREADGROUP GROUP group reader COUNT 1 STREAMS stream >",
            "GEOADD places 13.361389 38.115556 Palermo",
            "SELECT 3",
            "SET int three",
            "LPUSH elsewhere x",
            "SELECT 0",
            "SET gone 1",
            "DEL gone")) {
      writes.add(List.of(line.split(" ")));
    }
    writes.add(many("HSET", "manyfields", i -> List.of("field" + i, "value" + i)));
    writes.add(many("RPUSH", "manyitems", i -> List.of("item" + i)));
    writes.add(many("SADD", "manymembers", i -> List.of("member" + i)));
    writes.add(many("ZADD", "manyscores", i -> List.of(Integer.toString(i % 7), "member" + i)));
    writes.add(many("RPUSH", "made1", i -> List.of("item" + i)));
    writes.add(List.of("RENAME", "made1", "moved"));
    String library =
        "#!lua name=golden\nredis.register_function('answer', function() return 42 end)";
    writes.add(List.of("FUNCTION", "LOAD", library));
    return writes;
  }

  private interface Words {
    List<String> of(int number);
  }

  private static List<String> many(String command, String key, Words words) {
    List<String> request = new ArrayList<>(List.of(command, key));
    IntStream.range(0, MANY).forEach(i -> request.addAll(words.of(i)));
    return request;
  }

  /** What a node says of its data, as that of a format has it, a line for each question. */
  static List<String> read(RawClient client, int format) {
    List<String> questions = new ArrayList<>(SINCE_1);
    if (format >= 2) {
      questions.addAll(SINCE_2);
    }
    List<String> lines = new ArrayList<>();
    for (String question : questions) {
      lines.add(question + " -> " + client.call(question.split(" ")));
    }
    return lines;
  }
}
