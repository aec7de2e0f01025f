package io.slotwise.it.harness;

/** A server process whose data outlives it: what can be killed and started again. */
public interface DurableServer extends TestServer {

  /** SIGKILL: the process gets no chance to write anything more. */
  void kill();

  /** SIGTERM: an orderly stop. */
  void terminate();

  /** SIGSTOP: the process stands still, its connections stay. */
  void freeze();

  /** Starts the server again on the same folder and port, after its end. */
  void restart();

  /** The last lines of its output, for messages. */
  String logTail();
}
