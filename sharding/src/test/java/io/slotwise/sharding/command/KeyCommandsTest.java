package io.slotwise.sharding.command;

import org.junit.jupiter.api.Test;

/** Keys of any type: presence, deleting, renaming, copying and moving. */
class KeyCommandsTest extends HandlerTest {

  private static final String SAME = "ERR source and destination objects are the same";

  @Test
  void delAndUnlinkCountWhatWasThere() {
    given("MSET a 1 b 2");
    givenList("list");
    expectInteger("DEL a a missing list", 2);
    expectInteger("UNLINK b missing", 1);
    expectInteger("EXISTS a b list", 0);
  }

  @Test
  void deletingTellsOncePerKey() {
    given("SET a 1");
    given("DEL a a missing");
    expectEvents("0:new:a", "0:set:a", "0:del:a");
  }

  @Test
  void existsAndTouchCountRepeats() {
    given("SET a 1");
    expectInteger("EXISTS a a missing", 2);
    expectInteger("TOUCH a missing a", 2);
  }

  @Test
  void typeNamesTheType() {
    given("SET a 1");
    givenList("list");
    expect("TYPE a", "string");
    expect("TYPE list", "list");
    expect("TYPE missing", "none");
  }

  @Test
  void renameTakesValueAndDeadlineAlong() {
    given("SET a 1 EXAT 32503680000");
    given("SET b 2");
    expect("RENAME a b", "OK");
    expect("GET b", "\"1\"");
    expectInteger("EXPIRETIME b", 32503680000L);
    expectInteger("EXISTS a", 0);
    expectEvents(
        "0:new:a",
        "0:set:a",
        "0:expire:a",
        "0:new:b",
        "0:set:b",
        "0:new:b",
        "0:rename_from:a",
        "0:rename_to:b");
  }

  @Test
  void renamingToItselfNeedsTheKeyAndDoesNothing() {
    given("SET a 1");
    expect("RENAME a a", "OK");
    expectInteger("RENAMENX a a", 0);
    expectEvents("0:new:a", "0:set:a");
    expectError("RENAME missing missing", "ERR no such key");
    expectError("RENAME missing a", "ERR no such key");
    expectError("RENAMENX missing a", "ERR no such key");
  }

  @Test
  void renamenxKeepsWhatIsThere() {
    given("MSET a 1 b 2");
    expectInteger("RENAMENX a b", 0);
    expectInteger("RENAMENX a c", 1);
    expect("MGET a b c", "[(nil), \"2\", \"1\"]");
  }

  @Test
  void copyNeedsRoomOrReplace() {
    given("SET a 1 EXAT 32503680000");
    given("SET b 2");
    expectInteger("COPY a b", 0);
    expectInteger("COPY a b REPLACE", 1);
    expectInteger("COPY missing c", 0);
    expectInteger("COPY missing b REPLACE", 0);
    expect("MGET a b", "[\"1\", \"1\"]");
    expectInteger("EXPIRETIME b", 32503680000L);
    expectEvents(
        "0:new:a", "0:set:a", "0:expire:a", "0:new:b", "0:set:b", "0:new:b", "0:copy_to:b");
  }

  @Test
  void copyAndMoveReachOtherDatabases() {
    given("SET a 1");
    expectInteger("COPY a a DB 3", 1);
    expectInteger("MOVE a 3", 0);
    expectInteger("COPY a b DB 3", 1);
    expectInteger("MOVE a 4", 1);
    expectInteger("EXISTS a", 0);
    expectInteger("MOVE a 4", 0);
    select(3);
    expect("MGET a b", "[\"1\", \"1\"]");
    select(4);
    expect("GET a", "\"1\"");
    expectEvents(
        "0:new:a",
        "0:set:a",
        "3:new:a",
        "3:copy_to:a",
        "3:new:b",
        "3:copy_to:b",
        "4:new:a",
        "0:move_from:a",
        "4:move_to:a");
  }

  @Test
  void errorsOfCopyComeInOrder() {
    expectError("COPY a a DB abc FOO", "ERR value is not an integer or out of range");
    expectError(
        "COPY a a DB 2147483648",
        "ERR value is out of range, value must between -2147483648 and 2147483647");
    expectError("COPY a a DB 16 FOO", "ERR DB index is out of range");
    expectError("COPY a a DB -1", "ERR DB index is out of range");
    expectError("COPY a a FOO", "ERR syntax error");
    expectError("COPY a a DB", "ERR syntax error");
    expectError("COPY a a", SAME);
    expectError("COPY a a DB 0 REPLACE", SAME);
  }

  @Test
  void errorsOfMoveComeInOrder() {
    expectError("MOVE a abc", "ERR value is not an integer or out of range");
    expectError(
        "MOVE a -2147483649",
        "ERR value is out of range, value must between -2147483648 and 2147483647");
    expectError("MOVE a 16", "ERR DB index is out of range");
    expectError("MOVE a 0", SAME);
  }

  private void givenLargeHash(String key) {
    for (int i = 0; i < 1000; i++) {
      given("HSET " + key + " field" + i + " value" + i);
    }
    given("PEXPIREAT " + key + " 32503680000000");
  }

  private void expectLargeHash(String key) {
    expectInteger("HLEN " + key, 1000);
    expect("HGET " + key + " field0", "\"value0\"");
    expect("HGET " + key + " field999", "\"value999\"");
    expectInteger("PEXPIRETIME " + key, 32503680000000L);
  }

  @Test
  void aCopyOfALargeCollectionIsOneOfItsOwn() {
    givenLargeHash("h");
    expectInteger("COPY h same{h}", 1);
    expectInteger("COPY h other", 1);
    expectInteger("COPY h h DB 3", 1);
    expectInteger("HDEL h field1 field2", 2);
    given("HSET h field0 changed");
    expectLargeHash("same{h}");
    expectLargeHash("other");
    select(3);
    expectLargeHash("h");
    given("DEL h");
    select(0);
    expectLargeHash("other");
    expectInteger("COPY other h REPLACE", 1);
    expectLargeHash("h");
  }

  @Test
  void aLargeCollectionMovesWithAllItHas() {
    givenLargeHash("h");
    expect("RENAME h same{h}", "OK");
    expectLargeHash("same{h}");
    expect("RENAME same{h} other", "OK");
    expectLargeHash("other");
    given("SET taken 1");
    expectInteger("RENAMENX other taken", 0);
    expectInteger("RENAMENX other free", 1);
    expectLargeHash("free");
    expectInteger("MOVE free 2", 1);
    select(2);
    expectLargeHash("free");
    expectInteger("HSET free field0 value0 new x", 1);
    expectInteger("HLEN free", 1001);
  }

  @Test
  void listsOfWhichPagesAreGoneAreCopiedToo() {
    for (int i = 0; i < 3000; i++) {
      given("RPUSH l some-element-" + i);
    }
    given("LTRIM l 1000 2500");
    given("LPUSH l first");
    expectInteger("COPY l other", 1);
    given("LRANGE other 0 -1");
    given("RENAME other third");
    given("LRANGE third 0 -1");
    given("LRANGE l 0 -1");
  }
}
