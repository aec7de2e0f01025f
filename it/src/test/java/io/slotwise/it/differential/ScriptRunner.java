package io.slotwise.it.differential;

import io.slotwise.it.harness.CliWords;
import io.slotwise.it.harness.RawClient;
import io.slotwise.it.harness.RawReply;
import io.slotwise.it.harness.TestServer;
import io.slotwise.protocol.Bytes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;

/** Runs a script on one server, from an empty one on, and collects what it answers. */
final class ScriptRunner implements AutoCloseable {

  private static final Pattern VARIABLE = Pattern.compile("\\$\\{(\\w+)([+-]\\d+)?}");

  private final TestServer server;
  private final Resp protocol;
  private final Map<String, RawClient> connections = new LinkedHashMap<>();
  private final Map<String, String> captured = new HashMap<>();

  private ScriptRunner(TestServer server, Resp protocol) {
    this.server = server;
    this.protocol = protocol;
  }

  /** A step with the reply that came, as text. */
  record Answer(Step step, List<String> reply) {}

  /** Empties the server, then runs the script on new connections. */
  static List<Answer> run(Script script, TestServer server, Resp protocol) {
    try (RawClient cleaner = server.connect()) {
      RawReply flushed = cleaner.call("FLUSHALL");
      if (flushed.isError()) {
        throw new IllegalStateException("FLUSHALL on " + server.name() + ": " + flushed);
      }
    }
    try (ScriptRunner runner = new ScriptRunner(server, protocol)) {
      List<Answer> answers = new ArrayList<>();
      for (Step step : script.steps()) {
        try {
          runner.run(step, answers);
        } catch (RuntimeException e) {
          throw new IllegalStateException(
              server.name() + " at " + script.file() + ":" + step.line() + ": " + step.text(), e);
        }
      }
      return answers;
    }
  }

  private void run(Step step, List<Answer> answers) {
    RawClient connection = connections.computeIfAbsent(step.connection(), name -> open());
    switch (step.action()) {
      case COMMAND -> {
        connection.send(words(step));
        answers.add(read(step, connection));
      }
      case SEND -> connection.send(words(step));
      case RAW -> words(step).forEach(bytes -> connection.sendRaw(bytes.toArray()));
      case READ -> answers.add(read(step, connection));
      case SLEEP_UNTIL_EXPIRED -> awaitExpiry(step.text());
      case AWAIT_BLOCKED -> awaitBlocked(step.text());
      case RECONNECT -> {
        connection.close();
        connections.put(step.connection(), open());
      }
      default -> throw new IllegalStateException(step.action().name());
    }
  }

  private RawClient open() {
    RawClient connection = server.connect();
    if (protocol == Resp.RESP3) {
      RawReply hello = connection.call("HELLO", "3");
      if (hello.isError()) {
        throw new IllegalStateException(server.name() + " answered HELLO 3 with " + hello);
      }
    }
    return connection;
  }

  private Answer read(Step step, RawClient connection) {
    RawReply reply = connection.read();
    step.rules()
        .capture()
        .ifPresent(name -> captured.put(name, CliWords.escape(String.valueOf(reply.text()))));
    return new Answer(step, ReplyText.of(reply, step.rules()));
  }

  private List<Bytes> words(Step step) {
    return CliWords.split(VARIABLE.matcher(step.text()).replaceAll(this::value));
  }

  private String value(MatchResult variable) {
    String name = variable.group(1);
    long plus = variable.group(2) == null ? 0 : Long.parseLong(variable.group(2));
    String value =
        switch (name) {
          case "now_s" -> Long.toString(System.currentTimeMillis() / 1000 + plus);
          case "now_ms" -> Long.toString(System.currentTimeMillis() + plus);
          default -> captured.get(name);
        };
    if (value == null) {
      throw new IllegalArgumentException("nothing was captured as " + name);
    }
    return Matcher.quoteReplacement(value);
  }

  private void awaitExpiry(String key) {
    try (RawClient probe = server.connect()) {
      Awaitility.await("expiry of " + key)
          .atMost(Duration.ofSeconds(20))
          .pollInterval(Duration.ofMillis(5))
          .until(() -> probe.call("PTTL", key).asLong() == -2);
    }
  }

  private void awaitBlocked(String count) {
    try (RawClient probe = server.connect()) {
      Awaitility.await(count + " blocked clients")
          .atMost(Duration.ofSeconds(20))
          .pollInterval(Duration.ofMillis(2))
          .until(
              () ->
                  probe.call("INFO", "clients").text().contains("blocked_clients:" + count + "\r"));
    }
  }

  @Override
  public void close() {
    connections.values().forEach(RawClient::close);
  }
}
