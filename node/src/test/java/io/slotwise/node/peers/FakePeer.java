package io.slotwise.node.peers;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

/** Another node as far as this one speaks to it: takes requests, remembers them, answers. */
final class FakePeer implements AutoCloseable {

  /** As lines of words; written by the thread of the connection. */
  final List<String> requests = new CopyOnWriteArrayList<>();

  private final ServerSocket server;
  private final List<Socket> sockets = new CopyOnWriteArrayList<>();
  private volatile Function<String, String> answer = request -> "+OK";

  FakePeer() throws IOException {
    server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    daemon(this::accept);
  }

  private static void daemon(Runnable work) {
    Thread thread = new Thread(work, "fake-peer");
    thread.setDaemon(true);
    thread.start();
  }

  PeerNode node(String id) {
    return new PeerNode(id, "127.0.0.1", server.getLocalPort());
  }

  /**
   * @param how from a request to its reply's line; null for none
   */
  void answerWith(Function<String, String> how) {
    answer = how;
  }

  private void accept() {
    try {
      while (true) {
        Socket socket = server.accept();
        sockets.add(socket);
        daemon(() -> serve(socket));
      }
    } catch (IOException closed) {
      // The test is over.
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      InputStream in = new BufferedInputStream(socket.getInputStream());
      while (true) {
        int count = Integer.parseInt(line(in).substring(1));
        List<String> words = new ArrayList<>();
        for (int i = 0; i < count; i++) {
          int length = Integer.parseInt(line(in).substring(1));
          words.add(new String(in.readNBytes(length), StandardCharsets.UTF_8));
          line(in);
        }
        String request = String.join(" ", words);
        requests.add(request);
        String reply = answer.apply(request);
        if (reply != null) {
          socket.getOutputStream().write((reply + "\r\n").getBytes(StandardCharsets.UTF_8));
        }
      }
    } catch (IOException closed) {
      // The other side has gone, or the test is over.
    }
  }

  private static String line(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int b = in.read(); b != '\n'; b = in.read()) {
      if (b < 0) {
        throw new IOException("closed");
      }
      if (b != '\r') {
        line.append((char) b);
      }
    }
    return line.toString();
  }

  /** Breaks all connections. */
  void hangUp() throws IOException {
    for (Socket socket : sockets) {
      socket.close();
    }
    sockets.clear();
  }

  @Override
  public void close() throws IOException {
    server.close();
    hangUp();
  }
}
