package io.slotwise.node.command;

import static io.slotwise.node.command.CommandBench.connection;
import static org.assertj.core.api.Assertions.assertThat;

import io.slotwise.node.connection.ClientPause;
import io.slotwise.node.connection.ClientSession;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** CLIENT answers as redis-server 7.0.15 was seen to; what 7.2 added, by its documentation. */
class ClientCommandsTest {

  private static final String SYNTAX = "-ERR syntax error";

  private final CommandBench bench = new CommandBench();
  private final ClientSession client = bench.connect();

  @AfterEach
  void close() {
    bench.close();
  }

  private String run(String... words) {
    return bench.run(client, words);
  }

  @Test
  void namesAreGivenAndTakenAway() {
    assertThat(run("client", "getname")).isEqualTo("(BULK)");
    assertThat(run("client", "setname", "web-1")).isEqualTo("+OK");
    assertThat(run("client", "getname")).isEqualTo("web-1");
    assertThat(run("client", "setname", "a b"))
        .isEqualTo("-ERR Client names cannot contain spaces, newlines or special characters.");
    assertThat(run("client", "setname", "")).isEqualTo("+OK");
    assertThat(run("client", "getname")).isEqualTo("(BULK)");
  }

  @Test
  void setInfoTakesTheLibrary() {
    assertThat(run("client", "setinfo", "LIB-NAME", "jedis")).isEqualTo("+OK");
    assertThat(run("client", "setinfo", "lib-ver", "6.2.0")).isEqualTo("+OK");
    assertThat(run("client", "setinfo", "lib-ver", "6 2"))
        .isEqualTo("-ERR lib-ver cannot contain spaces, newlines or special characters.");
    assertThat(run("client", "setinfo", "colour", "red"))
        .isEqualTo("-ERR Unrecognized option 'colour'");
    assertThat(run("client", "info")).contains(" lib-name=jedis lib-ver=6.2.0\n");
  }

  @Test
  void aLineHasTheFieldsOfRedisInItsOrder() {
    run("client", "setname", "web");
    bench.nowNanos += 5_000_000_000L;
    connection(client).setLastReadNanos(bench.nowNanos - 2_000_000_000L);
    assertThat(run("client", "info"))
        .isEqualTo(
            "id=1 addr=127.0.0.1:50001 laddr=127.0.0.1:6379 fd=8 name=web age=5 idle=2 flags=N db=0"
                + " sub=0 psub=0 ssub=0 multi=-1 qbuf=26 qbuf-free=0 argv-mem=0 multi-mem=0 rbs=0"
                + " rbp=0 obl=0 oll=0 omem=0 tot-mem=26 events=r cmd=client|info user=default"
                + " redir=-1 resp=2 lib-name= lib-ver=\n");
  }

  @Test
  void flagsTellWhatAClientAskedFor() {
    run("client", "no-evict", "on");
    run("client", "no-touch", "on");
    assertThat(run("client", "info")).contains(" flags=eT ");
    run("client", "no-evict", "off");
    run("monitor");
    assertThat(run("client", "info")).contains(" flags=OT ");
    assertThat(run("client", "no-evict", "maybe")).isEqualTo(SYNTAX);
    assertThat(run("client", "no-touch", "maybe")).isEqualTo(SYNTAX);
  }

  @Test
  void listFiltersByTypeAndId() {
    bench.connect();
    assertThat(run("client", "list").lines()).hasSize(2);
    assertThat(run("client", "list", "type", "NORMAL").lines()).hasSize(2);
    assertThat(run("client", "list", "type", "pubsub")).isEmpty();
    assertThat(run("client", "list", "id", "2", "77").lines()).hasSize(1);
    assertThat(run("client", "list", "type", "x")).isEqualTo("-ERR Unknown client type 'x'");
    assertThat(run("client", "list", "id", "x")).isEqualTo("-ERR Invalid client ID");
    assertThat(run("client", "list", "id")).isEqualTo(SYNTAX);
    assertThat(run("client", "list", "type", "normal", "x")).isEqualTo(SYNTAX);
  }

  @Test
  void killByAddressTakesAnyoneEvenOneself() {
    ClientSession other = bench.connect();
    assertThat(run("client", "kill", "127.0.0.1:50002")).isEqualTo("+OK");
    assertThat(other.connection().isOpen()).isFalse();
    assertThat(run("client", "kill", "127.0.0.1:1")).isEqualTo("-ERR No such client");
    assertThat(run("client", "kill", "127.0.0.1:50001")).isEqualTo("+OK");
    assertThat(client.isClosing()).isTrue();
    assertThat(client.connection().isOpen()).isTrue();
  }

  @Test
  void killByFiltersCountsAndSparesOneself() {
    ClientSession second = bench.connect();
    ClientSession third = bench.connect();
    assertThat(run("client", "kill", "id", "2", "type", "normal", "user", "default"))
        .isEqualTo("1");
    assertThat(second.connection().isOpen()).isFalse();
    bench.registry.remove(second);
    assertThat(run("client", "kill", "laddr", "127.0.0.1:6379")).isEqualTo("1");
    assertThat(third.connection().isOpen()).isFalse();
    assertThat(client.isClosing()).isFalse();
    assertThat(run("client", "kill", "id", "1", "skipme", "no")).isEqualTo("1");
    assertThat(client.isClosing()).isTrue();
  }

  @Test
  void killChecksItsWordsInTurn() {
    assertThat(run("client", "kill", "id", "0"))
        .isEqualTo("-ERR client-id should be greater than 0");
    assertThat(run("client", "kill", "id", "x", "colour", "red"))
        .isEqualTo("-ERR client-id should be greater than 0");
    assertThat(run("client", "kill", "type", "x")).isEqualTo("-ERR Unknown client type 'x'");
    assertThat(run("client", "kill", "user", "x")).isEqualTo("-ERR No such user 'x'");
    assertThat(run("client", "kill", "skipme", "x")).isEqualTo(SYNTAX);
    assertThat(run("client", "kill", "colour", "red")).isEqualTo(SYNTAX);
    assertThat(run("client", "kill", "id", "5", "type")).isEqualTo(SYNTAX);
  }

  @Test
  void replyOffSilencesEverythingUntilOn() {
    assertThat(run("client", "reply", "off")).isEmpty();
    assertThat(run("ping")).isEmpty();
    assertThat(run("nonsense")).isEmpty();
    assertThat(run("client", "reply", "skip")).isEmpty();
    assertThat(run("ping")).isEmpty();
    assertThat(run("client", "reply", "on")).isEqualTo("+OK");
    assertThat(run("ping")).isEqualTo("+PONG");
  }

  @Test
  void replySkipSilencesOneRequest() {
    assertThat(run("client", "reply", "skip")).isEmpty();
    assertThat(run("ping")).isEmpty();
    assertThat(run("ping")).isEqualTo("+PONG");
    assertThat(run("client", "reply", "maybe")).isEqualTo(SYNTAX);
  }

  @Test
  void pauseChecksModeBeforeTime() {
    assertThat(run("client", "pause", "x", "maybe"))
        .isEqualTo("-ERR CLIENT PAUSE mode must be WRITE or ALL");
    assertThat(run("client", "pause", "x"))
        .isEqualTo("-ERR timeout is not an integer or out of range");
    assertThat(run("client", "pause", "-1")).isEqualTo("-ERR timeout is negative");
    assertThat(run("client", "pause", "1", "all", "x"))
        .isEqualTo(
            "-ERR unknown subcommand or wrong number of arguments for 'pause'. Try CLIENT HELP.");
    assertThat(bench.pause.mode()).isEqualTo(ClientPause.Mode.NONE);
  }

  @Test
  void pauseAndUnpause() {
    assertThat(run("client", "pause", "60000", "write")).isEqualTo("+OK");
    assertThat(bench.pause.mode()).isEqualTo(ClientPause.Mode.WRITE);
    assertThat(run("client", "pause", "60000")).isEqualTo("+OK");
    assertThat(bench.pause.mode()).isEqualTo(ClientPause.Mode.ALL);
    assertThat(run("client", "unpause")).isEqualTo("+OK");
    assertThat(bench.pause.mode()).isEqualTo(ClientPause.Mode.NONE);
  }

  @Test
  void nobodyIsBlocked() {
    assertThat(run("client", "unblock", "1")).isEqualTo("0");
    assertThat(run("client", "unblock", "1", "error")).isEqualTo("0");
    assertThat(run("client", "unblock", "x", "maybe"))
        .isEqualTo("-ERR CLIENT UNBLOCK reason should be TIMEOUT or ERROR");
    assertThat(run("client", "unblock", "x"))
        .isEqualTo("-ERR value is not an integer or out of range");
  }

  @Test
  void trackingIsSwitchedOnAndOff() {
    assertThat(run("client", "trackinginfo"))
        .isEqualTo("{flags, <off>, redirect, -1, prefixes, []}");
    assertThat(run("client", "getredir")).isEqualTo("-1");
    assertThat(run("client", "tracking", "off")).isEqualTo("+OK");
    assertThat(run("client", "tracking", "on", "bcast", "prefix", "a")).isEqualTo("+OK");
    assertThat(run("client", "trackinginfo"))
        .isEqualTo("{flags, <on, bcast>, redirect, 0, prefixes, [a]}");
    assertThat(run("client", "info")).contains(" flags=tB ").contains(" redir=0 ");
    assertThat(run("client", "tracking", "off")).isEqualTo("+OK");
    assertThat(run("client", "tracking", "on", "x")).isEqualTo(SYNTAX);
    assertThat(run("client", "tracking", "maybe")).isEqualTo(SYNTAX);
    assertThat(run("client", "tracking", "off", "redirect", "77"))
        .isEqualTo("-ERR The client ID you want redirect to does not exist");
    assertThat(run("client", "caching", "yes"))
        .startsWith("-ERR CLIENT CACHING can be called only when the client is in tracking mode");
  }

  @Test
  void whatNobodyKnowsIsACleanError() {
    assertThat(run("client", "maint_notifications", "on"))
        .isEqualTo("-ERR unknown subcommand 'maint_notifications'. Try CLIENT HELP.");
    assertThat(run("client", "help")).startsWith("[+CLIENT <subcommand>").endsWith("lines.]");
  }
}
