package io.slotwise.scripting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.slotwise.protocol.Bytes;
import io.slotwise.protocol.Reply;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * Some eight hundred scripts, each with the bytes that redis-server 7.0.15 answers to it. The
 * engine must answer the same, and where redis-server is installed, so must the record. {@code
 * -Drecord.scripts=true} writes the record anew.
 */
class RecordedScriptsTest {

  private static final Path RECORD = Path.of("src/test/resources/scripts/recorded.txt");
  private static final String SCRIPT = "> ";
  private static final String ANSWER = "= ";
  private static final List<String> KEYS = List.of("k1", "k2");
  private static final List<String> ARGUMENTS = List.of("a", "5");

  private static Map<String, String> record() throws IOException {
    Map<String, String> record = new LinkedHashMap<>();
    String script = null;
    for (String line : Files.readAllLines(RECORD, StandardCharsets.ISO_8859_1)) {
      if (line.startsWith(SCRIPT)) {
        script = line.substring(SCRIPT.length());
        record.put(script, "");
      } else if (line.startsWith(ANSWER)) {
        record.put(script, line.substring(ANSWER.length()));
      }
    }
    return record;
  }

  /** In one line, and without what differs from run to run: addresses. */
  private static String shown(String wire) {
    StringBuilder text = new StringBuilder();
    for (char c : wire.toCharArray()) {
      if (c >= ' ' && c < 0x7f) {
        text.append(c);
      } else {
        text.append("\\x").append(Character.forDigit(c >> 4, 16));
        text.append(Character.forDigit(c & 15, 16));
      }
    }
    return text.toString().replaceAll("0x[0-9a-f]{8,}", "0xADDRESS");
  }

  private static List<Bytes> words(List<String> words) {
    return words.stream().map(Bytes::of).toList();
  }

  private static String ours(LuaEngine engine, String text) {
    Reply reply;
    try {
      Script script = Script.compile(Bytes.wrap(text.getBytes(StandardCharsets.ISO_8859_1)));
      reply = engine.eval(script, words(KEYS), words(ARGUMENTS), new StubCalls());
    } catch (ScriptException e) {
      reply = e.error();
    }
    return shown(WireText.resp2(reply));
  }

  private static String theirs(RedisProcess redis, String text) throws IOException {
    for (List<String> command : StubCalls.SEED) {
      redis.call(command.toArray(String[]::new));
    }
    List<String> words = new ArrayList<>(List.of("EVAL", text, "2"));
    words.addAll(KEYS);
    words.addAll(ARGUMENTS);
    return shown(redis.call(words.toArray(String[]::new)));
  }

  @Test
  void theEngineAnswersAsRecorded() throws IOException {
    LuaEngine engine = new LuaEngine();
    List<String> different = new ArrayList<>();
    for (Map.Entry<String, String> entry : record().entrySet()) {
      String answer = ours(engine, entry.getKey());
      if (!answer.equals(entry.getValue())) {
        different.add(
            entry.getKey() + "\n   redis " + entry.getValue() + "\n   ours  " + answer + "\n");
      }
    }
    assertThat(different).isEmpty();
  }

  @Test
  void theRecordIsWhatRedisAnswers() throws IOException {
    assumeTrue(RedisProcess.isInstalled(), "redis-server is not on the path");
    boolean rewrite = Boolean.getBoolean("record.scripts");
    List<String> different = new ArrayList<>();
    List<String> lines = new ArrayList<>();
    try (RedisProcess redis = RedisProcess.start()) {
      for (Map.Entry<String, String> entry : record().entrySet()) {
        String answer = theirs(redis, entry.getKey());
        lines.add(SCRIPT + entry.getKey());
        lines.add(ANSWER + answer);
        if (!answer.equals(entry.getValue())) {
          different.add(entry.getKey() + " -> " + answer);
        }
      }
    }
    if (rewrite) {
      Files.write(RECORD, lines, StandardCharsets.ISO_8859_1);
    } else {
      assertThat(different).isEmpty();
    }
  }
}
