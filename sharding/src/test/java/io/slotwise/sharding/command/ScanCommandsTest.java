package io.slotwise.sharding.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slotwise.protocol.Args;
import io.slotwise.protocol.Bytes;
import io.slotwise.protocol.CommandError;
import io.slotwise.protocol.Reply;
import io.slotwise.sharding.api.CommandDef;
import io.slotwise.sharding.api.Handler;
import io.slotwise.sharding.api.ValueType;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Commands on whole databases and on the store, over a store that is a list. */
class ScanCommandsTest {

  private final ListStore store = new ListStore();
  private final List<CommandDef> commands = new ArrayList<>(ScanCommands.ALL);

  ScanCommandsTest() {
    commands.addAll(new StoreCommands(store).commands());
  }

  private String run(String line) {
    Args args = Args.of(CommandHarness.words(line).toArray(Bytes[]::new));
    CommandDef def =
        commands.stream()
            .filter(command -> args.is(0, command.spec().name()))
            .findFirst()
            .orElseThrow();
    assertThat(def.spec().arity().accepts(args.count())).as(line).isTrue();
    CompletionStage<Reply> reply =
        def.handler() instanceof Handler.OnDatabases onDatabases
            ? onDatabases.run(store, store.session(), args)
            : ((Handler.OnNode) def.handler()).run(store.session(), args);
    return ReplyText.of(reply.toCompletableFuture().join());
  }

  private void expectError(String line, String error) {
    assertThatThrownBy(() -> run(line)).isInstanceOf(CommandError.class).hasMessage(error);
  }

  @Test
  void scanWalksInStepsAndFilters() {
    store.add("apple", ValueType.STRING);
    store.add("avocado", ValueType.LIST);
    store.add("banana", ValueType.STRING);
    assertThat(run("SCAN 0")).isEqualTo("[\"0\", [\"apple\", \"avocado\", \"banana\"]]");
    assertThat(run("SCAN 0 COUNT 2")).isEqualTo("[\"2\", [\"apple\", \"avocado\"]]");
    assertThat(run("SCAN 2 COUNT 2")).isEqualTo("[\"0\", [\"banana\"]]");
    assertThat(run("SCAN 0 MATCH a*")).isEqualTo("[\"0\", [\"apple\", \"avocado\"]]");
    assertThat(run("SCAN 0 match a* type LIST")).isEqualTo("[\"0\", [\"avocado\"]]");
    assertThat(run("SCAN 0 TYPE nonsense")).isEqualTo("[\"0\", []]");
    assertThat(run("SCAN 0 MATCH x MATCH *")).contains("banana");
  }

  @Test
  void errorsOfScanComeInOrder() {
    expectError("SCAN abc COUNT 0", "invalid cursor");
    expectError("SCAN 0 COUNT 0 FOO", "syntax error");
    expectError("SCAN 0 COUNT abc FOO", "value is not an integer or out of range");
    expectError("SCAN 0 FOO 1", "syntax error");
    expectError("SCAN 0 MATCH", "syntax error");
  }

  @ParameterizedTest
  @ValueSource(strings = {"18446744073709551616", "\" 1\"", "1x", "-", "+", "0x10"})
  void cursorsThatStrtoulWouldNotTakeWholeAreInvalid(String cursor) {
    expectError("SCAN " + cursor, "invalid cursor");
  }

  @Test
  void cursorsAreUnsignedAndMayBeEmpty() {
    assertThat(run("SCAN \"\"")).isEqualTo("[\"0\", []]");
    assertThat(run("SCAN +0")).isEqualTo("[\"0\", []]");
    run("SCAN 18446744073709551615");
    assertThat(store.lastCursor()).isEqualTo(-1);
    run("SCAN -2");
    assertThat(store.lastCursor()).isEqualTo(-2);
    store.answerCursor(-1);
    assertThat(run("SCAN 0")).startsWith("[\"18446744073709551615\"");
  }

  @Test
  void keysWalksToTheEndAndReturnsEachKeyOnce() {
    for (int i = 0; i < 5000; i++) {
      store.add("key:" + i, ValueType.STRING);
      store.add("key:" + i, ValueType.STRING);
    }
    assertThat(run("KEYS key:499?").split(", ")).hasSize(10);
    assertThat(run("KEYS *").split(", ")).hasSize(5000);
    assertThat(run("KEYS none")).isEqualTo("[]");
  }

  @Test
  void wholeDatabasesAreCountedAndFlushed() {
    store.add("a", ValueType.STRING);
    assertThat(run("DBSIZE")).isEqualTo("(integer) 1");
    assertThat(run("RANDOMKEY")).isEqualTo("\"a\"");
    assertThat(run("FLUSHDB ASYNC")).isEqualTo("OK");
    assertThat(run("RANDOMKEY")).isEqualTo("(nil)");
    assertThat(run("FLUSHALL sync")).isEqualTo("OK");
    assertThat(store.calls()).containsExactly("flush 0", "flush -1");
    expectError("FLUSHDB FOO", "syntax error");
    expectError("FLUSHALL SYNC ASYNC", "syntax error");
  }

  @Test
  void databasesAreSwappedWhereThatCanBeDone() {
    assertThat(run("SWAPDB 0 1")).isEqualTo("OK");
    assertThat(run("SWAPDB 2 2")).isEqualTo("OK");
    assertThat(store.calls()).containsExactly("swap 0 1");
    expectError("SWAPDB a b", "invalid first DB index");
    store.joinCluster();
    expectError("SWAPDB a b", "SWAPDB is not allowed in cluster mode");
  }

  @Test
  void flushmemtableWaitsUnlessToldNotTo() {
    assertThat(run("FLUSHMEMTABLE")).isEqualTo("OK");
    assertThat(run("FLUSHMEMTABLE SYNC")).isEqualTo("OK");
    assertThat(run("flushmemtable async")).isEqualTo("OK");
    assertThat(store.calls())
        .containsExactly("flushMemtable", "flushMemtable", "scheduleFlushMemtable");
    expectError("FLUSHMEMTABLE NOW", "syntax error");
    expectError("FLUSHMEMTABLE SYNC ASYNC", "syntax error");
  }

  @Test
  void theOtherStoreCommandsDoWhatTheirNamesSay() {
    assertThat(run("FLUSHWAL")).isEqualTo("OK");
    assertThat(run("COMPACT")).isEqualTo("OK");
    assertThat(run("FLUSHBLOCKCACHE")).isEqualTo("OK");
    assertThat(store.calls()).containsExactly("syncLog", "compact", "dropBlockCache");
  }
}
