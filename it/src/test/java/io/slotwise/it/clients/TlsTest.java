package io.slotwise.it.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.slotwise.it.harness.Certificates;
import io.slotwise.it.harness.Commands;
import io.slotwise.it.harness.Loud;
import io.slotwise.it.harness.RawClient;
import io.slotwise.it.harness.RawReply;
import io.slotwise.it.harness.RedisOracle;
import io.slotwise.it.harness.SlotwiseProcess;
import io.slotwise.protocol.tls.Tls;
import java.io.IOException;
import java.io.ObjectInputFilter;
import java.io.ObjectInputFilter.Status;
import java.lang.reflect.Proxy;
import java.net.Socket;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.PriorityQueue;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.apache.ratis.protocol.exceptions.NotLeaderException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.Pipeline;
import redis.clients.jedis.Response;
import redis.clients.jedis.exceptions.JedisConnectionException;

/** The packaged server with TLS beside the plain port, its certificates made as documented. */
class TlsTest {

  private static Certificates certificates;
  private static SlotwiseProcess server;
  private static int tlsPort;

  @BeforeAll
  static void start() {
    if (RedisOracle.onPath("openssl").isEmpty()) {
      Loud.say("TLS OF THE PACKAGED SERVER IS NOT TESTED: openssl is not on the PATH");
      assumeTrue(false, "no openssl");
    }
    certificates = Certificates.make();
    tlsPort = SlotwiseProcess.freePort();
    server =
        SlotwiseProcess.start(
            Stream.concat(
                    Stream.of("--tls-port", Integer.toString(tlsPort)),
                    certificates.options().stream())
                .toArray(String[]::new));
  }

  @AfterAll
  static void stop() {
    if (server != null) {
      server.close();
      certificates.delete();
    }
  }

  private static SSLSocket connect() throws IOException {
    Tls tls = certificates.client("app");
    return (SSLSocket) tls.over(new Socket("127.0.0.1", tlsPort), "127.0.0.1", tlsPort);
  }

  private static Commands.Result cli(String... words) {
    List<String> command =
        new ArrayList<>(List.of("redis-cli", "--tls", "-p", Integer.toString(tlsPort), "--cacert"));
    command.add(certificates.authority().toString());
    command.addAll(List.of(words));
    return Commands.run(command, Duration.ofSeconds(20));
  }

  private static Jedis jedis(String name) {
    SSLContext context = certificates.client(name).context();
    return new Jedis(
        new HostAndPort("127.0.0.1", tlsPort),
        DefaultJedisClientConfig.builder()
            .ssl(true)
            .sslSocketFactory(context.getSocketFactory())
            .build());
  }

  @Test
  void jedisWorksThroughIt() {
    try (Jedis jedis = jedis("app");
        RawClient plain = server.connect()) {
      String large = "v".repeat(1_000_000);
      assertThat(jedis.set("large", large)).isEqualTo("OK");
      assertThat(jedis.get("large")).isEqualTo(large);
      Pipeline pipeline = jedis.pipelined();
      List<Response<Long>> counts =
          IntStream.range(0, 1_000).mapToObj(i -> pipeline.incr("count")).toList();
      pipeline.sync();
      assertThat(counts.get(999).get()).isEqualTo(1_000);
      assertThat(jedis.info("server")).contains("tls_port:" + tlsPort);
      assertThat(plain.call("GET", "count").text()).isEqualTo("1000");
    }
  }

  @Test
  void nobodyComesInWithoutACertificate() {
    assertThatThrownBy(() -> jedis("").ping()).isInstanceOf(JedisConnectionException.class);
    try (RawClient plain = RawClient.connect("127.0.0.1", tlsPort)) {
      assertThat(plain.call("PING").text()).isEqualTo("ERR This port speaks TLS");
    }
  }

  @Test
  void redisCliSpeaksIt() {
    assumeTrue(RedisOracle.onPath("redis-cli").isPresent(), "no redis-cli");
    String[] withKey = {
      "--cert",
      certificates.certificate("app").toString(),
      "--key",
      certificates.key("app").toString(),
      "PING"
    };
    assertThat(cli(withKey).output()).isEqualTo("PONG\n");
    assertThat(cli("PING").output()).doesNotContain("PONG");
  }

  @Test
  void aRenewedCertificateIsShownToNewConnections() throws IOException {
    try (SSLSocket before = connect();
        RawClient plain = server.connect()) {
      assertThat(shown(before)).isEqualTo("CN=n1");
      assertThat(plain.call("CONFIG", "SET", "tls-cert-file", "/nowhere").text())
          .isEqualTo(
              "ERR CONFIG SET failed (possibly related to argument 'tls-cert-file') - the"
                  + " certificate /nowhere does not exist");
      assertThat(
              plain.call("CONFIG", "SET", "tls-cert-file", path("app"), "tls-key-file", key("app")))
          .extracting(RawReply::text)
          .isEqualTo("OK");
      try (SSLSocket after = connect()) {
        assertThat(shown(after)).isEqualTo("CN=app");
      }
      // Under its old name the file is another one now: Redis reads it again then, too.
      Path renewed =
          Files.copy(certificates.certificate("n1"), certificates.certificate("renewed"));
      Files.copy(certificates.key("n1"), certificates.key("renewed"));
      plain.call(
          "CONFIG", "SET", "tls-cert-file", renewed.toString(), "tls-key-file", key("renewed"));
      Files.copy(certificates.certificate("app"), renewed, StandardCopyOption.REPLACE_EXISTING);
      Files.copy(
          certificates.key("app"),
          certificates.key("renewed"),
          StandardCopyOption.REPLACE_EXISTING);
      plain.call("CONFIG", "SET", "tls-cert-file", renewed.toString());
      try (SSLSocket after = connect()) {
        assertThat(shown(after)).isEqualTo("CN=app");
      }
    }
  }

  private static String path(String name) {
    return certificates.certificate(name).toString();
  }

  private static String key(String name) {
    return certificates.key(name).toString();
  }

  private static String shown(SSLSocket socket) throws IOException {
    return socket.getSession().getPeerPrincipal().getName();
  }

  /** What a filter is asked about a class that a stream names. */
  private record Named(Class<?> serialClass) implements ObjectInputFilter.FilterInfo {

    @Override
    public long arrayLength() {
      return -1;
    }

    @Override
    public long depth() {
      return 1;
    }

    @Override
    public long references() {
      return 1;
    }

    @Override
    public long streamBytes() {
      return 100;
    }
  }

  /** The ports between nodes are read by libraries of which one knows Java's serialization. */
  @Test
  void nothingButExceptionsIsMadeOfSerializedObjects() throws IOException {
    String option = "-Djdk.serialFilter=";
    Path words = Path.of("/proc", Long.toString(server.pid()), "cmdline");
    String pattern =
        Arrays.stream(Files.readString(words).split("\0"))
            .filter(word -> word.startsWith(option))
            .reduce((first, last) -> last)
            .orElseThrow()
            .substring(option.length());
    ObjectInputFilter filter = ObjectInputFilter.Config.createFilter(pattern);
    for (Class<?> good :
        List.of(
            NotLeaderException.class,
            IllegalStateException.class,
            StackTraceElement[].class,
            Collections.emptyList().getClass())) {
      assertThat(filter.checkInput(new Named(good))).isEqualTo(Status.ALLOWED);
    }
    for (Class<?> bad : List.of(HashMap.class, PriorityQueue.class, URL.class, Proxy.class)) {
      assertThat(filter.checkInput(new Named(bad))).isEqualTo(Status.REJECTED);
    }
  }
}
