package io.slotwise.it.harness;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import redis.clients.jedis.HostAndPort;

/**
 * A node of a {@link Cluster}: a process, its folder and its place in the network. It is started
 * with the same words each time; once it is in a cluster, its folder says more than they.
 */
public final class ClusterNode {

  private static final int FIXED_PORT = 7_000;

  /** Ports of one node: for clients that see one server, for cluster clients, Akka's, Raft's. */
  record Ports(int clients, int clusterClients, int bus, int raft) {

    static Ports of(TestHost host) {
      return host.equals(TestHost.LOCAL) ? free() : fixed();
    }

    /** Known ones, for a host that a node has for itself. */
    static Ports fixed() {
      return new Ports(FIXED_PORT, FIXED_PORT + 1, FIXED_PORT + 2, FIXED_PORT + 3);
    }

    static Ports free() {
      return new Ports(
          ServerProcess.freePort(),
          ServerProcess.freePort(),
          ServerProcess.freePort(),
          ServerProcess.freePort());
    }

    List<String> options() {
      return List.of(
          "--cluster-client-port",
          Integer.toString(clusterClients),
          "--cluster-port",
          Integer.toString(bus),
          "--raft-port",
          Integer.toString(raft));
    }
  }

  private final int number;
  private final Ports ports;
  private final Path dataDir;
  private final SlotwiseProcess process;

  private ClusterNode(int number, Ports ports, Path dataDir, SlotwiseProcess process) {
    this.number = number;
    this.ports = ports;
    this.dataDir = dataDir;
    this.process = process;
  }

  /** Starts one and does not wait. */
  static ClusterNode launch(
      TestHost host, int number, Path dataDir, Ports ports, Path script, List<String> options) {
    List<String> words = new ArrayList<>(ports.options());
    words.addAll(List.of("--bind", host.address(), "--cluster-announce-ip", host.address()));
    words.addAll(List.of("--protected-mode", "no"));
    words.addAll(options);
    SlotwiseProcess process = SlotwiseProcess.launchOn(host, dataDir, ports.clients, script, words);
    return new ClusterNode(number, ports, dataDir, process);
  }

  /** Counted from 0. */
  public int number() {
    return number;
  }

  /** Where clients find any key. */
  public HostAndPort address() {
    return new HostAndPort(process.host(), ports.clients);
  }

  /** Where clients are told which node has a key. */
  public HostAndPort clusterAddress() {
    return new HostAndPort(process.host(), ports.clusterClients);
  }

  /** Where nodes speak with it and clients have nothing to seek: Akka's port and Raft's. */
  public List<HostAndPort> innerAddresses() {
    return List.of(
        new HostAndPort(process.host(), ports.bus), new HostAndPort(process.host(), ports.raft));
  }

  /** A connection that finds any key. */
  public RawClient connect() {
    return process.connect();
  }

  /** SIGKILL. */
  public void kill() {
    process.kill();
  }

  /** SIGTERM, and waits for the end. */
  public void terminate() {
    process.terminate();
  }

  /** Waits until it has ended by itself, and returns its exit code. */
  public int awaitExit() {
    return process.awaitExit();
  }

  /** SIGSTOP. */
  public void freeze() {
    process.freeze();
  }

  /** SIGCONT. */
  public void thaw() {
    process.thaw();
  }

  /** Starts the process again and waits until it answers. */
  public void restart() {
    launch();
    process.awaitAnswer();
  }

  /**
   * From the next start on it is run by this start script; null for the distribution under test.
   */
  public void runFrom(Path script) {
    process.runFrom(script);
  }

  /** Starts the process again and does not wait: a node may need others before it answers. */
  public void launch() {
    process.launch();
  }

  /** Waits until it answers. */
  public void awaitAnswer() {
    process.awaitAnswer();
  }

  /** Where it has its data. */
  public Path folder() {
    return dataDir;
  }

  /** Removes what a node that does not run had on its disk. */
  public void wipe() {
    TempDirs.delete(dataDir);
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  /** The last lines of its output, for messages. */
  public String logTail() {
    return process.logTail();
  }

  void close(boolean keepLogs) {
    if (keepLogs) {
      process.keepLogs();
    }
    process.close();
  }

  @Override
  public String toString() {
    return "node " + number + " (" + address() + ")";
  }
}
