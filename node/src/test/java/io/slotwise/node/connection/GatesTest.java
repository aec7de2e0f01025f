package io.slotwise.node.connection;

import static io.slotwise.sharding.api.CommandDef.command;
import static io.slotwise.sharding.api.CommandDef.container;
import static org.assertj.core.api.Assertions.assertThat;

import io.slotwise.protocol.Args;
import io.slotwise.protocol.Replies;
import io.slotwise.protocol.Reply;
import io.slotwise.protocol.command.CommandGroup;
import io.slotwise.protocol.command.Flag;
import io.slotwise.sharding.api.CommandDef;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicBoolean;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * The gates refuse in Redis's order: each request of these tests fails two gates or more, and the
 * first must speak.
 */
class GatesTest {

  private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
  private final FakeSettings settings = new FakeSettings();
  private final NodeCondition condition = new NodeCondition();
  private final ClientPause pause = new ClientPause(timer, System::nanoTime);
  private final CommandCatalog catalog =
      new CommandCatalog(
          List.of(
              one("get", 2, Flag.READONLY),
              one("set", -3, Flag.WRITE),
              one("ping", -1),
              one("publish", 3, Flag.MAY_REPLICATE, Flag.LOADING),
              one("hello", -1, Flag.NO_AUTH, Flag.LOADING),
              one("debug", -2, Flag.PROTECTED, Flag.LOADING),
              container("client", CommandGroup.CONNECTION)
                  .arity(-2)
                  .sub(one("client|id", 2, Flag.LOADING))
                  .build()),
          1);
  private final Gates gates = new Gates(catalog, settings, condition, pause);
  private final ClientRegistry registry = new ClientRegistry(settings, () -> 0L);
  private ClientSession session = registry.open(new FakeConnection(1));

  private static CommandDef one(String name, int arity, Flag... flags) {
    return command(name, CommandGroup.SERVER)
        .arity(arity)
        .flags(flags)
        .onConnection((session, args) -> Replies.OK);
  }

  @AfterEach
  void stopTimer() {
    timer.shutdownNow();
  }

  private String refusal(String... words) {
    Args args = Args.of(words);
    Reply.Error error = gates.check(session, catalog.find(args), args);
    return error == null ? null : error.line();
  }

  private void askForPassword() {
    settings.requirepass = "secret";
    session = registry.open(new FakeConnection(2));
  }

  private void failEverything() {
    askForPassword();
    condition.setLoading(true);
    condition.setLogFailure("No space left on device");
  }

  @Test
  void everythingPassesWhileAllIsWell() {
    assertThat(refusal("get", "k")).isNull();
    assertThat(refusal("set", "k", "v", "NX")).isNull();
    assertThat(refusal("client", "id")).isNull();
  }

  @Test
  void protectedModeServesThisMachineOnlyUntilThereIsAPassword() throws UnknownHostException {
    FakeConnection elsewhere = new FakeConnection(2);
    elsewhere.setRemoteHost(InetAddress.getByName("192.0.2.7"));
    assertThat(gates.checkNew(elsewhere)).isNull();
    settings.protectedMode = true;
    assertThat(gates.checkNew(elsewhere).line())
        .startsWith("DENIED Redis is running in protected mode because");
    assertThat(gates.checkNew(new FakeConnection(3))).isNull();
    settings.requirepass = "secret";
    assertThat(gates.checkNew(elsewhere)).isNull();
  }

  @Test
  void browsersAreRecognisedByTheirFirstWords() {
    assertThat(Gates.isHttp(Args.of("POST", "/", "HTTP/1.1"))).isTrue();
    assertThat(Gates.isHttp(Args.of("Host:", "localhost"))).isTrue();
    assertThat(Gates.isHttp(Args.of("GET", "/"))).isFalse();
  }

  @Test
  void unknownComesBeforeEverything() {
    failEverything();
    assertThat(refusal("nope")).startsWith("ERR unknown command 'nope'");
    assertThat(refusal("client", "nope"))
        .isEqualTo("ERR unknown subcommand 'nope'. Try CLIENT HELP.");
  }

  @Test
  void arityComesBeforeAuthentication() {
    failEverything();
    assertThat(refusal("get")).isEqualTo("ERR wrong number of arguments for 'get' command");
    assertThat(refusal("client")).isEqualTo("ERR wrong number of arguments for 'client' command");
    assertThat(refusal("client", "id", "1"))
        .isEqualTo("ERR wrong number of arguments for 'client|id' command");
  }

  @Test
  void aProtectedCommandIsRefusedBeforeAuthentication() {
    failEverything();
    assertThat(refusal("debug", "sleep"))
        .startsWith("ERR DEBUG command not allowed. If the enable-debug-command option");
    settings.enableDebugCommand = "local";
    assertThat(refusal("debug", "sleep")).isEqualTo("NOAUTH Authentication required.");
  }

  @Test
  void authenticationComesBeforeTheStateOfTheNode() {
    failEverything();
    assertThat(refusal("set", "k", "v")).isEqualTo("NOAUTH Authentication required.");
    assertThat(refusal("hello")).isNull();
  }

  @Test
  void aFailingLogComesBeforeLoading() {
    failEverything();
    session.setAuthenticated(true);
    String full = "MISCONF Errors writing to the AOF file: No space left on device";
    assertThat(refusal("set", "k", "v")).isEqualTo(full);
    assertThat(refusal("ping")).isEqualTo(full);
    assertThat(refusal("get", "k")).isEqualTo("LOADING Redis is loading the dataset in memory");
    assertThat(refusal("client", "id")).isNull();
  }

  @Test
  void aPasswordThatWasTakenAwayIsNotAskedFor() {
    askForPassword();
    settings.requirepass = "";
    assertThat(refusal("get", "k")).isNull();
  }

  @Test
  void aConnectionThatNeededNoPasswordKeepsServing() {
    settings.requirepass = "secret";
    assertThat(refusal("get", "k")).isNull();
  }

  @Test
  void refusalsAreCounted() {
    refusal("get");
    refusal("get");
    assertThat(catalog.commandStats("get").rejectedCalls()).isEqualTo(2);
    assertThat(catalog.commandStats("get").calls()).isZero();
  }

  @Test
  void aPauseOfWritesHoldsWhatMayReplicate() {
    pause.pause(ClientPause.Mode.WRITE, 60_000);
    assertThat(gates.mustWait(catalog.find(Args.of("get")))).isFalse();
    assertThat(gates.mustWait(catalog.find(Args.of("set")))).isTrue();
    assertThat(gates.mustWait(catalog.find(Args.of("publish")))).isTrue();
  }

  @Test
  void aPauseOfAllHoldsEverythingUntilItEnds() {
    pause.pause(ClientPause.Mode.ALL, 60_000);
    pause.pause(ClientPause.Mode.WRITE, 1);
    assertThat(gates.mustWait(catalog.find(Args.of("get")))).isTrue();
    boolean[] called = new boolean[1];
    gates.whenResumed(() -> called[0] = true);
    assertThat(called[0]).isFalse();
    pause.resume();
    assertThat(called[0]).isTrue();
    assertThat(gates.mustWait(catalog.find(Args.of("get")))).isFalse();
  }

  @Test
  void whoeverAsksAfterThePauseIsCalledAtOnce() {
    boolean[] called = new boolean[1];
    gates.whenResumed(() -> called[0] = true);
    assertThat(called[0]).isTrue();
  }

  @Test
  void aPauseEndsByItself() {
    AtomicBoolean called = new AtomicBoolean();
    pause.pause(ClientPause.Mode.ALL, 1);
    gates.whenResumed(() -> called.set(true));
    Awaitility.await().untilTrue(called);
    assertThat(pause.mode()).isEqualTo(ClientPause.Mode.NONE);
  }
}
