package io.slotwise.it.harness;

/** A server that a test may talk to. */
public interface TestServer extends AutoCloseable {

  /** For messages: {@code redis-server} or {@code slotwise}. */
  String name();

  /** The port on {@link #host}. */
  int port();

  /** Where it is reached; this machine unless a network of its own was made for it. */
  default String host() {
    return TestHost.LOCAL.address();
  }

  default RawClient connect() {
    return RawClient.connect(host(), port());
  }

  /** Stops the server and removes what it left behind. */
  @Override
  void close();
}
