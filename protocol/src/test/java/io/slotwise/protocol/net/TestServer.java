package io.slotwise.protocol.net;

import static java.util.concurrent.TimeUnit.SECONDS;

import akka.actor.ActorSystem;
import akka.stream.Materializer;
import akka.stream.SystemMaterializer;
import akka.stream.snapshot.MaterializerState;
import com.typesafe.config.ConfigFactory;
import io.slotwise.protocol.stream.CommitGate;
import io.slotwise.protocol.stream.RequestHandler;
import io.slotwise.protocol.tls.Tls;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import scala.jdk.javaapi.FutureConverters;

/** A server on a free loopback port with everything under it, for the tests of this package. */
final class TestServer implements AutoCloseable {

  final EventLoops loops;
  final ActorSystem system;
  final NetworkLimits limits = new NetworkLimits();
  final NetworkCounters counters = new NetworkCounters();
  final RedisServer server;
  private final Materializer materializer;
  private final RequestHandler.Factory handlers;
  private final CommitGate gate;

  TestServer(EventLoops loops, RequestHandler.Factory handlers, CommitGate gate)
      throws IOException {
    this.loops = loops;
    this.system =
        ActorSystem.create(
            "test",
            loops
                .dispatcherConfig()
                .withFallback(
                    ConfigFactory.parseString(
                        "akka.loglevel = WARNING, akka.stdout-loglevel = WARNING,"
                            + " akka.daemonic = on"))
                .withFallback(ConfigFactory.load()));
    materializer = SystemMaterializer.get(system).materializer();
    this.handlers = handlers;
    this.gate = gate;
    this.server =
        listen(
            new ListenAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), false));
  }

  /** One more server over the same loops. */
  RedisServer listen(ListenAddress... addresses) throws IOException {
    return listen(null, addresses);
  }

  /** The same with TLS. */
  RedisServer listen(Tls tls, ListenAddress... addresses) throws IOException {
    return RedisServer.start(
        new RedisServer.Wiring(loops, materializer, handlers, gate, limits, counters, tls),
        List.of(addresses),
        511);
  }

  static TestServer start(RequestHandler.Factory handlers) throws IOException {
    return new TestServer(EventLoops.create(1), handlers, CommitGate.NONE);
  }

  static TestServer start(RequestHandler.Factory handlers, CommitGate gate) throws IOException {
    return new TestServer(EventLoops.create(1), handlers, gate);
  }

  TestClient connect() throws IOException {
    return new TestClient(server.port());
  }

  int streamsRunning() {
    return FutureConverters.asJava(MaterializerState.streamSnapshots(materializer))
        .toCompletableFuture()
        .orTimeout(30, SECONDS)
        .join()
        .size();
  }

  @Override
  public void close() {
    server.stop(Duration.ofSeconds(2)).toCompletableFuture().orTimeout(30, SECONDS).join();
    system.terminate();
    system.getWhenTerminated().toCompletableFuture().orTimeout(30, SECONDS).join();
    loops.close();
  }
}
