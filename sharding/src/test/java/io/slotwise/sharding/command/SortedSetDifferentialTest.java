package io.slotwise.sharding.command;

import static java.util.Map.entry;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.condition.EnabledIf;

/**
 * Sorted sets of every size: some members are so long that Redis leaves the listpack, and some that
 * the set goes to pages here. Ranges of members are asked of keys {@code l} and {@code m} only,
 * whose scores are all 0: elsewhere they mean nothing.
 */
@EnabledIf("io.slotwise.sharding.command.RedisServer#isInstalled")
class SortedSetDifferentialTest extends RandomDifferential {

  private static final List<String> TEMPLATES =
      List.of(
          "zadd K S M",
          "zadd K S M S M S M S M",
          "zadd K S M S M S M S M S M S M S M S M",
          "zadd K S L",
          "zadd K S M S",
          "zadd K nx S M S M",
          "zadd K xx ch S M S M",
          "zadd K gt ch S M S M",
          "zadd K lt S M S M",
          "zadd K xx lt ch S M",
          "zadd K incr S M",
          "zadd K xx incr gt S M",
          "zadd K O O S M",
          "zadd K O O O S M S M",
          "zadd B 0 M 0 M 0 M 0 M 0 M",
          "zadd B 0 L",
          "zincrby K S M",
          "zrem K M M",
          "zrem B M",
          "zrem B L",
          "zrem K M M M M M M M M",
          "zcard A",
          "zscore A M",
          "zmscore A M M L",
          "zrank A M",
          "zrevrank A M",
          "zrange A I I",
          "zrange A I I (rev|withscores|rev|foo|limit 0 1)",
          "zrange K R R byscore (rev|withscores|limit I I|bylex)",
          "zrange K R R byscore limit J J",
          "zrange K R R byscore rev limit J J withscores",
          "zrange B X X bylex (rev|limit J J|withscores)",
          "zrevrange A I I (withscores|rev)",
          "zrangebyscore K R R (withscores|limit J J|limit I)",
          "zrevrangebyscore K R R (withscores|limit J J)",
          "zrangebylex B X X (limit J J)",
          "zrevrangebylex B X X (limit J J|withscores)",
          "zrangestore K A I I (rev|byscore|foo)",
          "zrangestore K K R R byscore limit J J",
          "zrangestore B B X X bylex",
          "zcount K R R",
          "zlexcount B X X",
          "zremrangebyrank A I I",
          "zremrangebyscore K R R",
          "zremrangebylex B X X",
          "zpopmin A",
          "zpopmax A (J)",
          "zpopmin A J",
          "zmpop 2 A A W (count J|foo)",
          "zmpop 1 A W count J",
          "zunion 2 K K (withscores|weights N N|aggregate G|foo)",
          "zunion 3 K B K weights N N N withscores",
          "zinter 2 K K (withscores|weights N N|aggregate G|weights N)",
          "zinter 2 K K withscores aggregate G weights N N",
          "zdiff 2 K A (withscores|limit 1)",
          "zdiff 3 K A A withscores",
          "zintercard 2 K A (limit J|foo)",
          "zunionstore K 2 A A (weights N N|aggregate G|withscores)",
          "zinterstore K 2 K A (weights N N|aggregate G)",
          "zdiffstore K 2 A A",
          "zrandmember K 1000 (withscores)",
          "zrandmember K 0 (withscores|foo)",
          "zscan A 0 count 1000 (match Y|foo|type zset)",
          "zscan A 0 count 0",
          "zscan A 0 count 100000",
          "object encoding A",
          "type A",
          "del A",
          "rename A x",
          "expire A 1000",
          "ttl A",
          "set x a",
          "sadd y M M M M",
          "sadd y 1 2 10",
          "srem y M M",
          "zunion 2 K y (withscores|weights N N|aggregate G)",
          "zinter 2 y K withscores",
          "zdiff 2 y K withscores",
          "zdiffstore K 2 K y",
          "zunionstore K 3 y K y (weights N N N|aggregate G)",
          "zintercard 2 y K",
          "zadd y 1 a",
          "zadd K",
          "zrange K 0");

  private static final Map<Character, String> CLASSES =
      Map.ofEntries(
          entry('K', "z|k|z|k|x"),
          entry('B', "l|m"),
          entry('A', "z|k|l|m|z|k|x"),
          entry('S', "0|-0|1|2|3|1.5|2.5|-1|1e3|inf|-inf|0.1|1e17|1e20|nan|abc|0x1p3|1e-7|3|4|5"),
          entry('M', "a|b|c|d|e|f|aa|ab|ba|1|2|10|B|\u00ff|a\u0000"),
          entry('L', "a" + "w".repeat(64) + "|" + "w".repeat(64) + "|b" + "w".repeat(2100)),
          entry('O', "nx|xx|gt|lt|ch|incr|CH|foo"),
          entry('I', "0|1|2|-1|-2|5|-5|100|-100|3|0|-1|abc|9223372036854775807"),
          entry('J', "0|1|2|3|-1|5|100|1|2"),
          entry('R', "-inf|+inf|1|(1|2|(2|0|(0|-0|3|(3|2.5|inf|(inf|abc|1e500|-1|1000|(5"),
          entry('X', "-|+|[a|(a|[b|(b|[c|[ab|(ba|[|(|[\u00ff|foo|[1|(2|[ww"),
          entry('W', "min|max|min|max|foo"),
          entry('N', "1|2|0|-1|0.5|inf|-inf|abc|3"),
          entry('G', "sum|min|max|foo"),
          entry('Y', "a*|*|?|[a-c]|x"));

  static final RandomCommands.Grammar GRAMMAR =
      new RandomCommands.Grammar(TEMPLATES, CLASSES, List.of("v"), List.of());

  SortedSetDifferentialTest() {
    super(GRAMMAR);
  }
}
