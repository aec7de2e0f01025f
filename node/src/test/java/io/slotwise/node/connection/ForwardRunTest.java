package io.slotwise.node.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.slotwise.protocol.Args;
import io.slotwise.protocol.Bytes;
import io.slotwise.protocol.Slots;
import io.slotwise.sharding.command.DataCommands;
import java.util.Locale;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What of a stretch that was passed on is tried again. */
class ForwardRunTest {

  private static final String OK = "+OK\r\n";
  private static final String MOVED = "-MOVED 1 127.0.0.1:7001\r\n";

  private final CommandCatalog catalog =
      new CommandCatalog(DataCommands.all(null, () -> Boolean.FALSE), 1);
  private final SlotRouting routing = new SlotRouting(SlotOwners.ALONE, new RequestRoutes(catalog));
  private ForwardRun run;

  @BeforeEach
  void open() {
    run = new ForwardRun(null, null, null, routing);
  }

  private ForwardRun.Item add(String request) {
    Args args = Args.of(request.split(" "));
    run.add(catalog.find(Bytes.of(request.split(" ")[0].toLowerCase(Locale.ROOT))), args);
    return run.items().get(run.items().size() - 1);
  }

  private void replied(String request, String reply) {
    add(request).replied(Bytes.of(reply));
  }

  @Test
  void whatWasCarriedOutIsNot() {
    replied("SET a 1", OK);
    replied("GET a", "$1\r\n1\r\n");
    replied("GET b", "-WRONGTYPE not a string\r\n");
    assertThat(run.toBeTriedAgain().isEmpty()).isTrue();
  }

  @Test
  void whatAShardThatMovedRefusedIsWhereverItStands() {
    replied("SET a 1", OK);
    replied("SET b 1", MOVED);
    replied("SET c 1", OK);
    replied("SET b 2", MOVED);
    assertThat(run.toBeTriedAgain()).hasToString("{1, 3}");
  }

  @Test
  void nothingOvertakesWhatWasCarriedOutOnItsSlot() {
    replied("SET a 1", MOVED);
    replied("MSET {b}1 1 {b}2 2", MOVED);
    replied("SET a 2", OK);
    assertThat(run.toBeTriedAgain()).hasToString("{1}");
  }

  @Test
  void aReadThatWasLostIsAndAWriteIsNot() {
    add("GET a").lost("it ended");
    add("SET b 1").lost("it ended");
    add("GET b").lost("it ended");
    assertThat(run.toBeTriedAgain()).hasToString("{0, 2}");
    assertThat(run.items().get(1).lost().line()).contains("outcome unknown");
  }

  @Test
  void theSlotThatIsAwaitedIsOfTheFirstWithoutAReply() {
    replied("SET a 1", OK);
    add("MSET {b}1 1 {b}2 2");
    add("GET c");
    assertThat(run.firstSlotAwaited()).isEqualTo(Slots.of(Bytes.of("b")));
  }
}
