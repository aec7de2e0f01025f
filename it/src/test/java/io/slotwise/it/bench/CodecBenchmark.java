package io.slotwise.it.bench;

import io.slotwise.protocol.Args;
import io.slotwise.protocol.Bytes;
import io.slotwise.protocol.Replies;
import io.slotwise.protocol.Reply;
import io.slotwise.protocol.resp.DoubleText;
import io.slotwise.protocol.resp.ReplyEncoder;
import io.slotwise.protocol.resp.RequestLimits;
import io.slotwise.protocol.resp.RequestParser;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * The codec alone: one read of {@code pipeline} SET requests parsed, and as many replies encoded.
 * Run it with {@code -prof gc} to see what a request allocates.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class CodecBenchmark {

  private static final long MIB = 1024 * 1024;

  /** Requests that one read brings. */
  @Param({"1", "16", "64"})
  public int pipeline;

  private final RequestParser parser =
      new RequestParser(RequestLimits.fixed(512 * MIB, 1024 * MIB));
  private final ReplyEncoder encoder = new ReplyEncoder();
  private final Reply value = Replies.bulk(Bytes.of("v".repeat(64)));
  private final Reply list = new Reply.Array(Collections.nCopies(10, Replies.bulk("element")));
  private byte[] read;
  private double number = 0.1;

  @Setup
  public void fillTheRead() {
    String request = "*3\r\n$3\r\nSET\r\n$16\r\nkey:000000012345\r\n$3\r\nxxx\r\n";
    read = request.repeat(pipeline).getBytes(StandardCharsets.US_ASCII);
  }

  @Benchmark
  public List<Args> parse() {
    parser.feed(read, 0, read.length);
    return parser.nextBatch(Integer.MAX_VALUE);
  }

  @Benchmark
  public List<Args> parseInTwoReads() {
    int half = read.length / 2;
    parser.feed(read, 0, half);
    parser.nextBatch(Integer.MAX_VALUE);
    parser.feed(read, half, read.length);
    return parser.nextBatch(Integer.MAX_VALUE);
  }

  @Benchmark
  public int encodeStatus() {
    return encode(Replies.OK);
  }

  @Benchmark
  public int encodeBulk() {
    return encode(value);
  }

  @Benchmark
  public int encodeArray() {
    return encode(list);
  }

  @Benchmark
  public String printDouble() {
    number += 1e-9;
    return DoubleText.of(number);
  }

  private int encode(Reply reply) {
    encoder.truncate(0);
    for (int i = 0; i < pipeline; i++) {
      encoder.encode(reply, 2);
    }
    return encoder.length();
  }
}
