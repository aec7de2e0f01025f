package io.slotwise.sharding.command;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Elements taken off the ends of sorted sets. */
class SortedSetPopCommandsTest extends HandlerTest {

  private static final String WRONG_TYPE =
      "WRONGTYPE Operation against a key holding the wrong kind of value";
  private static final String SYNTAX = "ERR syntax error";
  private static final String NOT_POSITIVE = "ERR value is out of range, must be positive";

  @BeforeEach
  void someSets() {
    given("ZADD z 1 a 2 b 3 c 4 d 5 e");
    givenList("list");
    handlers().keyspace().drainEvents();
    if (redis() != null) {
      redis().drainEvents();
    }
  }

  @Test
  void endsArePopped() {
    expect("ZPOPMIN z", "[\"a\", \"1\"]");
    expect("ZPOPMAX z", "[\"e\", \"5\"]");
    expect("ZPOPMAX z 0", "[]");
    expect("ZPOPMAX z 2", "[\"d\", \"4\", \"c\", \"3\"]");
    expect("ZPOPMIN z 2", "[\"b\", \"2\"]");
    expect("ZPOPMIN z", "[]");
    expect("ZPOPMIN z 2", "[]");
    expectEvents("0:zpopmin:z", "0:zpopmax:z", "0:zpopmax:z", "0:zpopmin:z", "0:del:z");
  }

  @Test
  void errorsComeInOrder() {
    expectError("ZPOPMIN list x y", SYNTAX);
    expectError("ZPOPMIN list x", NOT_POSITIVE);
    expectError("ZPOPMIN list -1", NOT_POSITIVE);
    expectError("ZPOPMIN list 0", WRONG_TYPE);
    expectError("ZPOPMAX list", WRONG_TYPE);
  }

  @Test
  void zmpopTakesFromTheFirstKeyThatIsThere() {
    expect("ZMPOP 2 missing z MIN", "[\"z\", [[\"a\", \"1\"]]]");
    expect("ZMPOP 1 z max count 2", "[\"z\", [[\"e\", \"5\"], [\"d\", \"4\"]]]");
    expect("ZMPOP 2 z list MIN COUNT 9", "[\"z\", [[\"b\", \"2\"], [\"c\", \"3\"]]]");
    expect("ZMPOP 1 z MIN", "(nil array)");
    expectEvents("0:zpopmin:z", "0:zpopmax:z", "0:zpopmin:z", "0:del:z");
  }

  @Test
  void errorsOfZmpopComeInOrder() {
    String keyCount = "ERR numkeys should be greater than 0";
    String count = "ERR count should be greater than 0";
    expectError("ZMPOP x list MIN", keyCount);
    expectError("ZMPOP 0 list MIN", keyCount);
    expectError("ZMPOP 2 list MIN", SYNTAX);
    expectError("ZMPOP 9223372036854775807 list MIN", SYNTAX);
    expectError("ZMPOP 1 list MED", SYNTAX);
    expectError("ZMPOP 1 list MIN COUNT", SYNTAX);
    expectError("ZMPOP 1 list MIN COUNT x", count);
    expectError("ZMPOP 1 list MIN COUNT 0", count);
    expectError("ZMPOP 1 list MIN COUNT 1 COUNT 2", SYNTAX);
    expectError("ZMPOP 1 list MIN FOO", SYNTAX);
    expectError("ZMPOP 1 list MIN", WRONG_TYPE);
    expectError("ZMPOP 2 list z MIN", WRONG_TYPE);
  }
}
