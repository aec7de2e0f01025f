package io.slotwise.node.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.slotwise.node.connection.ClientSession;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** AUTH, HELLO, SELECT and the rest answer as redis-server 7.0.15 was seen to. */
class ConnectionCommandsTest {

  private static final String WRONG_PASS =
      "-WRONGPASS invalid username-password pair or user is disabled.";
  private static final String BAD_NAME =
      "-ERR Client names cannot contain spaces, newlines or special characters.";

  private final CommandBench bench = new CommandBench();
  private ClientSession client = bench.connect();

  @AfterEach
  void close() {
    bench.close();
  }

  private String run(String... words) {
    return bench.run(client, words);
  }

  private void askForPassword() {
    bench.settings.requirepass = "secret";
    client = bench.connect();
  }

  @Test
  void authWithoutAPasswordConfiguredSaysSo() {
    assertThat(run("auth", "x"))
        .startsWith("-ERR AUTH <password> called without any password configured");
    assertThat(run("auth", "default", "anything")).isEqualTo("+OK");
    assertThat(run("auth", "nobody", "anything")).isEqualTo(WRONG_PASS);
    assertThat(run("auth", "a", "b", "c")).isEqualTo("-ERR syntax error");
  }

  @Test
  void authOpensTheConnection() {
    askForPassword();
    assertThat(run("ping")).isEqualTo("-NOAUTH Authentication required.");
    assertThat(run("auth", "wrong")).isEqualTo(WRONG_PASS);
    assertThat(run("auth", "secretly")).isEqualTo(WRONG_PASS);
    assertThat(run("ping")).isEqualTo("-NOAUTH Authentication required.");
    assertThat(run("auth", "secret")).isEqualTo("+OK");
    assertThat(run("ping")).isEqualTo("+PONG");
    assertThat(run("auth", "default", "secret")).isEqualTo("+OK");
  }

  @Test
  void helloReportsAndSwitchesTheProtocol() {
    assertThat(run("hello"))
        .isEqualTo(
            "{server, redis, version, 7.2.4, proto, 2, id, 1, mode, standalone, role, master,"
                + " modules, []}");
    assertThat(run("hello", "3")).contains("proto, 3");
    assertThat(client.respVersion()).isEqualTo(3);
    assertThat(run("hello")).contains("proto, 3");
    assertThat(run("hello", "2", "setname", "web")).contains("proto, 2");
    assertThat(run("client", "getname")).isEqualTo("web");
  }

  @Test
  void helloChecksInTheOrderOfRedis() {
    assertThat(run("hello", "x", "nope"))
        .isEqualTo("-ERR Protocol version is not an integer or out of range");
    assertThat(run("hello", "4", "nope")).isEqualTo("-NOPROTO unsupported protocol version");
    assertThat(run("hello", "3", "nope")).isEqualTo("-ERR Syntax error in HELLO option 'nope'");
    assertThat(run("hello", "3", "auth", "a"))
        .isEqualTo("-ERR Syntax error in HELLO option 'auth'");
    assertThat(run("hello", "3", "setname", "a b", "auth", "x", "y")).isEqualTo(BAD_NAME);
    assertThat(run("hello", "3", "auth", "x", "y", "setname", "a")).isEqualTo(WRONG_PASS);
    assertThat(client.respVersion()).isEqualTo(2);
    assertThat(run("client", "getname")).isEqualTo("(BULK)");
  }

  @Test
  void helloAuthenticates() {
    askForPassword();
    assertThat(run("hello", "3"))
        .startsWith("-NOAUTH HELLO must be called with the client already");
    assertThat(client.respVersion()).isEqualTo(2);
    assertThat(run("hello", "3", "AUTH", "default", "secret")).contains("proto, 3");
    assertThat(run("ping")).isEqualTo("+PONG");
  }

  @Test
  void pingAndEchoGiveBackWhatTheyWereGiven() {
    assertThat(run("ping", "hi")).isEqualTo("hi");
    assertThat(run("ping", "a", "b"))
        .isEqualTo("-ERR wrong number of arguments for 'ping' command");
    assertThat(run("echo", "hi")).isEqualTo("hi");
  }

  @Test
  void selectTakesWhatIsConfigured() {
    assertThat(run("select", "15")).isEqualTo("+OK");
    assertThat(client.database()).isEqualTo(15);
    assertThat(run("select", "16")).isEqualTo("-ERR DB index is out of range");
    assertThat(run("select", "-1")).isEqualTo("-ERR DB index is out of range");
    assertThat(run("select", "a")).isEqualTo("-ERR value is not an integer or out of range");
    assertThat(run("select", "99999999999"))
        .isEqualTo("-ERR value is out of range, value must between -2147483648 and 2147483647");
    assertThat(client.database()).isEqualTo(15);
  }

  @Test
  void quitClosesBehindItsReply() {
    askForPassword();
    assertThat(run("quit", "whatever")).isEqualTo("+OK");
    assertThat(client.isClosing()).isTrue();
  }

  @Test
  void resetForgetsEverythingButTheLibrary() {
    askForPassword();
    run("hello", "3", "auth", "default", "secret", "setname", "a");
    run("client", "setinfo", "lib-name", "lib");
    run("select", "3");
    run("client", "no-touch", "on");
    run("monitor");
    assertThat(run("reset")).isEqualTo("+RESET");
    assertThat(client.respVersion()).isEqualTo(2);
    assertThat(client.database()).isZero();
    assertThat(client.clientName().isEmpty()).isTrue();
    assertThat(client.isNoTouch()).isFalse();
    assertThat(client.isMonitor()).isFalse();
    assertThat(client.libraryName().latin1()).isEqualTo("lib");
    assertThat(run("ping")).isEqualTo("-NOAUTH Authentication required.");
  }
}
