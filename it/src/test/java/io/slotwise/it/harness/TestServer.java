package io.slotwise.it.harness;

/** A server that a test may talk to. */
public interface TestServer extends AutoCloseable {

  /** For messages: {@code redis-server} or {@code slotwise}. */
  String name();

  /** The port on 127.0.0.1. */
  int port();

  default RawClient connect() {
    return RawClient.connect(port());
  }

  /** Stops the server and removes what it left behind. */
  @Override
  void close();
}
