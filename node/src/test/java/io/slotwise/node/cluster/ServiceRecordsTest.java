package io.slotwise.node.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Service records as a name server on the loopback address gives them. */
class ServiceRecordsTest {

  private static final String NAME = "_clients._tcp.slotwise.example";
  private static final int SRV = 33;
  private static final int NO_SUCH_NAME = 3;

  /** Answers one question after the other with the same records. */
  private static final class NameServer implements AutoCloseable {

    private final DatagramSocket socket;
    private final List<byte[]> records;

    private NameServer(List<byte[]> records) throws IOException {
      this.socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
      this.records = records;
      Thread thread = new Thread(this::answer, "name-server");
      thread.setDaemon(true);
      thread.start();
    }

    String url() {
      return "dns://127.0.0.1:" + socket.getLocalPort();
    }

    private void answer() {
      DatagramPacket packet = new DatagramPacket(new byte[512], 512);
      try {
        while (!socket.isClosed()) {
          packet.setLength(512);
          socket.receive(packet);
          byte[] reply = reply(packet.getData(), packet.getLength());
          socket.send(new DatagramPacket(reply, reply.length, packet.getSocketAddress()));
        }
      } catch (IOException e) {
        if (!socket.isClosed()) {
          throw new UncheckedIOException(e);
        }
      }
    }

    private byte[] reply(byte[] question, int length) {
      ByteBuffer reply = ByteBuffer.allocate(512).put(question, 0, length);
      int code = records.isEmpty() ? NO_SUCH_NAME : 0;
      reply.put(2, (byte) 0x81).put(3, (byte) (0x80 | code));
      reply.putShort(6, (short) records.size()).putShort(8, (short) 0).putShort(10, (short) 0);
      for (byte[] record : records) {
        // The name is that of the question, which stands behind the header.
        reply.putShort((short) 0xc00c).putShort((short) SRV).putShort((short) 1).putInt(60);
        reply.putShort((short) record.length).put(record);
      }
      byte[] bytes = new byte[reply.position()];
      reply.flip();
      reply.get(bytes);
      return bytes;
    }

    @Override
    public void close() {
      socket.close();
    }
  }

  private static byte[] record(int priority, int port, String host) {
    ByteArrayOutputStream data = new ByteArrayOutputStream();
    data.writeBytes(
        ByteBuffer.allocate(6)
            .putShort((short) priority)
            .putShort((short) 1)
            .putShort((short) port)
            .array());
    for (String label : host.split("\\.")) {
      data.write(label.length());
      data.writeBytes(label.getBytes(StandardCharsets.US_ASCII));
    }
    data.write(0);
    return data.toByteArray();
  }

  @Test
  void targetsComeByPriorityWithTheirPorts() throws IOException {
    try (NameServer server =
        new NameServer(List.of(record(20, 7002, "localhost"), record(10, 7001, "localhost")))) {
      assertThat(ServiceRecords.lookUp(NAME, server.url()))
          .contains(
              new InetSocketAddress("127.0.0.1", 7001), new InetSocketAddress("127.0.0.1", 7002))
          .first()
          .extracting(InetSocketAddress::getPort)
          .isEqualTo(7001);
    }
  }

  @Test
  void aNameThatIsNotThereIsAnUnknownHost() throws IOException {
    try (NameServer server = new NameServer(List.of())) {
      assertThatThrownBy(() -> ServiceRecords.lookUp(NAME, server.url()))
          .isInstanceOf(UnknownHostException.class)
          .hasMessageContaining(NAME);
    }
  }
}
