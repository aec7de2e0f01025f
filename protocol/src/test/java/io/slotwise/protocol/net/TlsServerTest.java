package io.slotwise.protocol.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.slotwise.protocol.Args;
import io.slotwise.protocol.Bytes;
import io.slotwise.protocol.tls.TestAuthority;
import io.slotwise.protocol.tls.Tls;
import io.slotwise.protocol.tls.TlsFiles;
import io.slotwise.protocol.tls.TlsSettings;
import io.slotwise.protocol.tls.TlsSettings.ClientCertificates;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The same server with TLS in front: who comes in, who does not, and what that leaves behind. */
class TlsServerTest {

  private static final int VALUE_BYTES = 3_000_000;

  @TempDir private static Path dir;
  private static TlsFiles server;
  private static TlsFiles client;
  private static TlsFiles stranger;

  private final EchoHandlers handlers = new EchoHandlers();
  private TestServer node;
  private Tls tls;
  private int port;

  @BeforeAll
  static void issue() throws IOException {
    TestAuthority authority = new TestAuthority(dir);
    server = authority.issue("server");
    client = authority.issue("client");
    TestAuthority other = new TestAuthority(Files.createDirectories(dir.resolve("other")));
    TlsFiles issued = other.issue("stranger");
    stranger = new TlsFiles(issued.certificate(), issued.key(), "", server.authorities(), "");
  }

  @BeforeEach
  void start() throws IOException {
    node = TestServer.start(handlers);
    tls = Tls.of(settings(server, ClientCertificates.YES));
    port = node.listen(tls, ListenAddress.parse("127.0.0.1", 0)).addresses().get(0).getPort();
  }

  @AfterEach
  void stop() throws IOException {
    node.close();
  }

  private static TlsSettings settings(TlsFiles files, ClientCertificates clients) {
    return new TlsSettings(files, clients, List.of(), "", "", false);
  }

  private Socket connect(TlsFiles files, String... protocols) throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setSoTimeout(20_000);
    return Tls.of(new TlsSettings(files, ClientCertificates.NO, List.of(protocols), "", "", false))
        .over(socket, "localhost", port);
  }

  private static String ask(Socket socket, String request, int replyBytes) throws IOException {
    socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
    return new String(socket.getInputStream().readNBytes(replyBytes), StandardCharsets.ISO_8859_1);
  }

  private void comesIn(TlsFiles files, String... protocols) throws IOException {
    try (Socket socket = connect(files, protocols)) {
      assertThat(ask(socket, "PING\r\n", 7)).isEqualTo("+PONG\r\n");
    }
  }

  /** In TLS 1.3 who shows no certificate learns of it with the first read. */
  private void staysOutside(TlsFiles files, String... protocols) {
    assertThatThrownBy(
            () -> {
              try (Socket socket = connect(files, protocols)) {
                assertThat(ask(socket, "PING\r\n", 7)).isEmpty();
                throw new SSLException("closed");
              }
            })
        .isInstanceOf(IOException.class);
  }

  private static TlsFiles nobody() {
    return new TlsFiles("", "", "", server.authorities(), "");
  }

  @Test
  void clientsWithAGoodCertificateComeIn() throws IOException {
    comesIn(client);
    comesIn(client, "TLSv1.2");
  }

  @Test
  void othersStayOutside() throws IOException {
    for (String protocol : List.of("TLSv1.3", "TLSv1.2")) {
      staysOutside(nobody(), protocol);
      staysOutside(stranger, protocol);
    }
    comesIn(client);
    await().until(() -> node.counters.connectionsOpen() == 0);
    assertThat(node.counters.handshakes.get()).isZero();
  }

  @Test
  void whatIsAskedOfClientsCanBeChanged() throws IOException {
    tls.use(settings(server, ClientCertificates.OPTIONAL));
    comesIn(nobody());
    comesIn(client);
    staysOutside(stranger);
    tls.use(settings(server, ClientCertificates.NO));
    comesIn(stranger);
  }

  @Test
  void aCertificateIsExchangedUnderOpenConnections() throws IOException {
    try (Socket before = connect(client)) {
      assertThat(ask(before, "PING\r\n", 7)).isEqualTo("+PONG\r\n");
      tls.use(settings(client, ClientCertificates.YES));
      assertThat(ask(before, "PING\r\n", 7)).isEqualTo("+PONG\r\n");
      comesIn(client);
    }
  }

  @Test
  void plainTextIsNoHandshake() throws IOException {
    try (TestClient plain = new TestClient(port)) {
      plain.send("PING\r\n");
      assertThat(plain.rest()).isEqualTo("-ERR This port speaks TLS\r\n");
    }
    comesIn(client);
  }

  @Test
  void tlsIsNoRequest() {
    assertThatThrownBy(
            () -> {
              Socket socket = new Socket(InetAddress.getLoopbackAddress(), node.server.port());
              socket.setSoTimeout(20_000);
              Tls.of(TlsSettings.ofClient(client)).over(socket, "localhost", node.server.port());
            })
        .isInstanceOf(SSLException.class);
  }

  @Test
  void whoLeavesDuringTheHandshakeLeavesNothingBehind() throws IOException {
    try (TestClient half = new TestClient(port)) {
      half.send("\u0016\u0003\u0001\u0002");
      await().until(() -> node.counters.handshakes.get() == 1);
      half.socket.shutdownOutput();
      await().until(() -> node.counters.handshakes.get() == 0);
    }
  }

  @Test
  void handshakesCountForMaxClients() throws IOException {
    node.limits.setMaxClients(1);
    try (Socket first = connect(client)) {
      assertThat(ask(first, "PING\r\n", 7)).isEqualTo("+PONG\r\n");
      staysOutside(client);
    }
  }

  @Test
  void largeRepliesAndPipelinesComeWhole() throws IOException {
    String value = "v".repeat(VALUE_BYTES);
    try (Socket socket = connect(client)) {
      String reply = "$" + VALUE_BYTES + "\r\n" + value + "\r\n";
      String request = "*2\r\n$4\r\nECHO\r\n" + reply;
      assertThat(ask(socket, request, reply.length())).isEqualTo(reply);
      assertThat(ask(socket, "PING\r\n".repeat(5_000), 35_000))
          .isEqualTo("+PONG\r\n".repeat(5_000));
      socket.getOutputStream().write("QUIT\r\n".getBytes(StandardCharsets.US_ASCII));
      assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII))
          .isEqualTo("+OK\r\n");
    }
  }

  /** What a link to another node hears. */
  private static final class Heard implements ReplyLink.Listener {

    private final BlockingQueue<String> words = new LinkedBlockingQueue<>();

    @Override
    public void replied(Bytes reply) {
      words.add(reply.latin1());
    }

    @Override
    public void closed(String why) {
      words.add("closed");
    }

    @Override
    public void neverOpened(String why) {
      words.add("never opened");
    }

    String next() throws InterruptedException {
      return words.poll(20, TimeUnit.SECONDS);
    }
  }

  private Heard linkTo(int target, Tls through) {
    Heard heard = new Heard();
    EventLoops loops = node.loops;
    loops.execute(
        0,
        () -> {
          ReplyLink link = ReplyLink.open(loops, 0, "127.0.0.1", target, through, heard);
          link.send(Args.of("PING"));
          link.flush();
        });
    return heard;
  }

  @Test
  void linksToOtherServersSpeakItToo() throws IOException, InterruptedException {
    assertThat(linkTo(port, Tls.of(TlsSettings.ofClient(client))).next()).isEqualTo("+PONG\r\n");
  }

  @Test
  void aLinkWithoutAgreementHasSentNothing() throws IOException, InterruptedException {
    Tls good = Tls.of(TlsSettings.ofClient(client));
    assertThat(linkTo(node.server.port(), good).next()).isEqualTo("never opened");
    TlsFiles believesOthers =
        new TlsFiles(
            client.certificate(), client.key(), "", dir.resolve("other/ca.crt").toString(), "");
    assertThat(linkTo(port, Tls.of(TlsSettings.ofClient(believesOthers))).next())
        .isEqualTo("never opened");
  }
}
