package io.slotwise.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * MULTI and EXEC where the comparison with redis-server does not look: size and second attempts.
 */
class TransactionTest {

  private static final String A = "{a}1";

  @TempDir Path dir;

  private WiredNode node;
  private WiredNode.Client client;

  @BeforeEach
  void start() throws Exception {
    node = new WiredNode(dir, A, "list", "where", "weight_1", "weight_2");
    client = node.connect();
  }

  @AfterEach
  void stop() throws IOException {
    client.close();
    node.close();
  }

  @Test
  void aTransactionMayBeLong() throws Exception {
    int count = 20_000;
    List<String> requests = new ArrayList<>(List.of("multi"));
    requests.addAll(Collections.nCopies(count, "incr " + A));
    requests.add("exec");
    client.send(requests.toArray(String[]::new));
    List<String> replies = client.lines(1 + count + 1 + count);
    assertThat(replies.get(count + 1)).isEqualTo("*" + count);
    assertThat(replies.get(replies.size() - 1)).isEqualTo(":" + count);
  }

  @Test
  void anAttemptThatLackedTurnsLeavesTheDatabaseAsItWas() throws Exception {
    client.send(
        "rpush list 2 1",
        "mset weight_1 20 weight_2 10",
        "multi",
        "set where zero",
        "sort list by weight_*",
        "select 3",
        "exec",
        "select 0",
        "exists where",
        "select 3",
        "exists where");
    List<String> replies = client.lines(6 + 8 + 4);
    assertThat(replies.subList(replies.size() - 4, replies.size()))
        .containsExactly("+OK", ":1", "+OK", ":0");
  }
}
