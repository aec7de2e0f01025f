package io.slotwise.it.durability;

import static org.assertj.core.api.Assertions.assertThat;

import io.slotwise.it.harness.RawClient;
import io.slotwise.it.harness.RawReply;
import io.slotwise.it.harness.TestServer;
import io.slotwise.protocol.Bytes;
import java.io.ByteArrayOutputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;

/**
 * Several connections that write without a pause, each keys of its own, and remember what was
 * acknowledged. A generation of a writer is one pipeline: a SET of a new key, an INCR of the
 * writer's counter and an MSET of the generation's number to four keys in different slots.
 *
 * <p>What must hold after a crash is {@link #verify}: every acknowledged generation is there; what
 * was sent without an answer may be there or not, but an MSET is there whole or not at all.
 */
final class WriteLoad implements AutoCloseable {

  private static final List<String> GROUP = List.of("g1", "g2", "g3", "g4");

  private final List<Writer> writers = new ArrayList<>();

  private WriteLoad() {}

  /** Starts the writers. The server must not hold keys of an earlier load. */
  static WriteLoad start(TestServer server, int connections) {
    WriteLoad load = new WriteLoad();
    for (int i = 0; i < connections; i++) {
      load.writers.add(new Writer(server.connect(), i));
    }
    load.writers.forEach(writer -> writer.thread.start());
    return load;
  }

  long acknowledged() {
    return writers.stream().mapToLong(writer -> writer.acknowledged.get()).sum();
  }

  /** Waits until this many generations are acknowledged. */
  void await(long generations) {
    Awaitility.await("acknowledged writes")
        .atMost(Duration.ofSeconds(60))
        .pollInterval(Duration.ofMillis(2))
        .failFast(this::failOnRefusal)
        .until(() -> acknowledged() >= generations);
  }

  private void failOnRefusal() {
    for (Writer writer : writers) {
      if (writer.refusal != null) {
        throw new IllegalStateException("a write was refused: " + writer.refusal);
      }
    }
  }

  /** Checks what survived on a server that was started again. */
  void verify(TestServer server) {
    failOnRefusal();
    try (RawClient client = server.connect()) {
      writers.forEach(writer -> writer.verify(client));
    }
  }

  /** How many acknowledged generations are lost, in whole or in part. */
  long lost(TestServer server) {
    try (RawClient client = server.connect()) {
      return writers.stream().mapToLong(writer -> writer.missing(client).size()).sum();
    }
  }

  /** Ends the writers; a server that is gone has ended them already. */
  @Override
  public void close() {
    for (Writer writer : writers) {
      writer.client.close();
    }
    for (Writer writer : writers) {
      try {
        writer.thread.join(10_000);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static final class Writer {
    private final RawClient client;
    private final String name;
    private final Thread thread;
    private final AtomicLong sent = new AtomicLong();
    private final AtomicLong acknowledged = new AtomicLong();
    private volatile RawReply refusal;

    Writer(RawClient client, int number) {
      this.client = client;
      this.name = "w" + number;
      this.thread = new Thread(this::run, "writer-" + number);
      this.thread.setDaemon(true);
    }

    private void run() {
      try {
        while (refusal == null) {
          long generation = sent.incrementAndGet();
          client.sendRaw(pipeline(generation));
          for (int i = 0; i < 3; i++) {
            RawReply reply = client.read();
            if (reply.isClosed()) {
              return;
            }
            if (reply.isError()) {
              refusal = reply;
              return;
            }
          }
          acknowledged.set(generation);
        }
      } catch (UncheckedIOException serverGone) {
        // What was sent last stays unacknowledged.
      }
    }

    private byte[] pipeline(long generation) {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      out.writeBytes(request("SET", key(generation), value(generation)));
      out.writeBytes(request("INCR", name + ":counter"));
      List<String> mset = new ArrayList<>(List.of("MSET"));
      for (String member : GROUP) {
        mset.add(name + ":" + member);
        mset.add(Long.toString(generation));
      }
      out.writeBytes(request(mset.toArray(String[]::new)));
      return out.toByteArray();
    }

    private String key(long generation) {
      return name + ":k:" + generation;
    }

    private static String value(long generation) {
      return generation + "-" + "v".repeat((int) (generation % 200));
    }

    private static byte[] request(String... words) {
      return RawClient.encode(java.util.Arrays.stream(words).map(Bytes::of).toList());
    }

    /** Numbers of acknowledged generations whose SET is not there. */
    List<Long> missing(RawClient reader) {
      List<Long> missing = new ArrayList<>();
      for (long generation = 1; generation <= acknowledged.get(); generation++) {
        if (!value(generation).equals(reader.call("GET", key(generation)).text())) {
          missing.add(generation);
        }
      }
      return missing;
    }

    void verify(RawClient reader) {
      assertThat(missing(reader)).as("acknowledged SETs of %s that are lost", name).isEmpty();
      long counter = number(reader.call("GET", name + ":counter"));
      assertThat(counter)
          .as("counter of %s: acknowledged and sent INCRs", name)
          .isBetween(acknowledged.get(), sent.get());
      List<Long> group =
          GROUP.stream().map(m -> number(reader.call("GET", name + ":" + m))).distinct().toList();
      assertThat(group).as("MSET of %s came back in parts", name).hasSize(1);
      assertThat(group.get(0))
          .as("MSET of %s: acknowledged and sent", name)
          .isBetween(acknowledged.get(), sent.get());
    }

    private static long number(RawReply reply) {
      return reply.isNull() ? 0 : Long.parseLong(reply.text());
    }
  }
}
