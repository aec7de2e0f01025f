package io.slotwise.node.command;

import static io.slotwise.node.command.CommandBench.NODE_ID;
import static io.slotwise.node.command.CommandBench.connection;
import static org.assertj.core.api.Assertions.assertThat;

import io.slotwise.node.connection.ClientSession;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * What a node says of itself as a server, as a cluster of one, and as somebody without replicas.
 */
class NodeCommandsTest {

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
  void theClusterIsThisNode() {
    assertThat(run("cluster", "myid")).isEqualTo(NODE_ID);
    assertThat(run("cluster", "nodes"))
        .isEqualTo(NODE_ID + " 127.0.0.1:6379@0 myself,master - 0 0 0 connected 0-16383\n");
    assertThat(run("cluster", "slots"))
        .isEqualTo("[[0, 16383, [127.0.0.1, 6379, " + NODE_ID + ", {}]]]");
    assertThat(run("cluster", "shards"))
        .isEqualTo(
            "[{slots, [0, 16383], nodes, [{id, "
                + NODE_ID
                + ", port, 6379, ip, 127.0.0.1, endpoint, 127.0.0.1, role, master,"
                + " replication-offset, 0, health, online}]}]");
    assertThat(run("cluster", "info"))
        .startsWith("cluster_state:ok\r\ncluster_slots_assigned:16384");
    assertThat(run("cluster", "links")).isEqualTo("[]");
    assertThat(run("cluster", "replicas", NODE_ID)).isEqualTo("[]");
    assertThat(run("cluster", "replicas", "x")).isEqualTo("-ERR Unknown node x");
    assertThat(run("cluster", "count-failure-reports", NODE_ID)).isEqualTo("0");
  }

  @Test
  void keysOfASlotCanBeAskedFor() {
    assertThat(run("cluster", "keyslot", "foo")).isEqualTo("12182");
    assertThat(run("cluster", "countkeysinslot", "1")).isEqualTo("2");
    assertThat(run("cluster", "countkeysinslot", "16384")).isEqualTo("-ERR Invalid slot");
    assertThat(run("cluster", "getkeysinslot", "1", "1")).isEqualTo("[a]");
    assertThat(run("cluster", "getkeysinslot", "-1", "1"))
        .isEqualTo("-ERR Invalid slot or number of keys");
    assertThat(run("cluster", "getkeysinslot", "1", "x"))
        .isEqualTo("-ERR value is not an integer or out of range");
  }

  @Test
  void whatWouldChangeAClusterIsRefused() {
    assertThat(run("cluster", "addslots", "1"))
        .startsWith("-ERR CLUSTER ADDSLOTS is not supported by Slotwise: it gives slots to nodes");
    assertThat(run("cluster", "meet", "h", "1")).startsWith("-ERR CLUSTER MEET is not supported");
    assertThat(run("readonly")).isEqualTo("-ERR This instance has cluster support disabled");
    assertThat(run("asking")).isEqualTo("-ERR This instance has cluster support disabled");
  }

  @Test
  void aMonitorSeesWhatRanAndNoSecrets() {
    ClientSession watcher = bench.connect();
    assertThat(bench.run(watcher, "monitor")).isEqualTo("+OK");
    assertThat(bench.run(watcher, "monitor")).isEmpty();
    run("echo", "a\"\n\u0001b");
    run("auth", "default", "secret");
    run("hello", "2", "auth", "default", "secret");
    run("client", "kill", "id", "99");
    bench.run(watcher, "reset");
    run("ping");
    assertThat(connection(watcher).pushed().stream().map(RespText::of))
        .containsExactly(
            "+7.000042 [0 127.0.0.1:50001] \"echo\" \"a\\\"\\n\\x01b\"",
            "+7.000042 [0 127.0.0.1:50001] \"auth\" \"(redacted)\" \"(redacted)\"",
            "+7.000042 [0 127.0.0.1:50001] \"hello\" \"2\" \"auth\" \"(redacted)\""
                + " \"(redacted)\"");
  }

  @Test
  void aMonitorTouchesNoKeys() {
    run("monitor");
    assertThat(run("get", "k")).isEqualTo("-ERR Replica can't interact with the keyspace");
    assertThat(run("ping")).isEqualTo("+PONG");
  }

  @Test
  void timeIsInSecondsAndMicroseconds() {
    assertThat(run("time")).isEqualTo("[7, 42]");
  }

  @Test
  void thereAreNoModules() {
    assertThat(run("module", "list")).isEqualTo("[]");
    assertThat(run("module", "load", "x"))
        .startsWith("-ERR MODULE command not allowed. If the enable-module-command");
  }

  @Test
  void savingMeansFlushing() {
    assertThat(run("save")).isEqualTo("+OK");
    assertThat(run("bgsave")).isEqualTo("+Background saving started");
    assertThat(run("bgsave", "schedule")).isEqualTo("+Background saving started");
    assertThat(run("bgsave", "x")).isEqualTo("-ERR syntax error");
    assertThat(run("bgrewriteaof")).isEqualTo("+Background append only file rewriting started");
    assertThat(run("lastsave")).isEqualTo("1234");
    assertThat(bench.store.asked)
        .containsExactly(
            "flushMemtable", "scheduleFlushMemtable", "scheduleFlushMemtable", "compact");
  }

  @Test
  void shutdownChecksItsWordsFirst() {
    assertThat(run("shutdown", "save", "nosave")).isEqualTo("-ERR syntax error");
    assertThat(run("shutdown", "abort", "now")).isEqualTo("-ERR syntax error");
    assertThat(run("shutdown", "abort")).isEqualTo("-ERR No shutdown in progress.");
    assertThat(run("shutdown", "x")).isEqualTo("-ERR syntax error");
    assertThat(bench.shutdowns).isEmpty();
    assertThat(run("shutdown", "NOSAVE", "now", "force")).isEmpty();
    assertThat(run("shutdown")).isEmpty();
    assertThat(bench.shutdowns)
        .isEqualTo(List.of(NodeControl.SaveChoice.NOSAVE, NodeControl.SaveChoice.DEFAULT));
  }

  @Test
  void thereAreNoReplicas() {
    assertThat(run("role")).isEqualTo("[master, 0, []]");
    assertThat(run("replicaof", "no", "one")).isEqualTo("+OK");
    assertThat(run("slaveof", "host", "6379")).startsWith("-ERR Slotwise does not replicate");
    assertThat(run("failover")).isEqualTo("-ERR FAILOVER requires connected replicas.");
    assertThat(run("failover", "to", "h", "1", "force", "timeout", "0"))
        .isEqualTo("-ERR FAILOVER timeout must be greater than 0");
    assertThat(run("failover", "to", "h")).isEqualTo("-ERR syntax error");
    assertThat(run("failover", "abort")).isEqualTo("-ERR No failover in progress.");
  }

  @Test
  void waitAnswersAtOnceWhenNobodyIsWaitedFor() {
    assertThat(run("wait", "0", "0")).isEqualTo("0");
    assertThat(run("wait", "0", "-1")).isEqualTo("-ERR timeout is negative");
    assertThat(run("wait", "x", "-1")).isEqualTo("-ERR value is not an integer or out of range");
    assertThat(run("waitaof", "0", "0", "0")).isEqualTo("[1, 0]");
    assertThat(run("waitaof", "2", "0", "0"))
        .isEqualTo("-ERR value is out of range, value must between 0 and 1");
    assertThat(run("wait", "1", "0")).isEqualTo("+(waiting)");
    assertThat(bench.store.asked).containsExactly("syncLog");
  }
}
