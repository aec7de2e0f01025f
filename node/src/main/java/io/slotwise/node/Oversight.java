package io.slotwise.node;

import akka.actor.typed.ActorSystem;
import io.slotwise.node.health.Health;
import io.slotwise.node.health.LivenessWatch;
import io.slotwise.node.management.ManagementServer;
import io.slotwise.node.management.ManagementSettings;
import io.slotwise.ops.config.ConfigTable;
import io.slotwise.ops.metrics.MetricsPage;
import io.slotwise.protocol.net.EventLoops;
import io.slotwise.sharding.slot.SlotTurns;
import io.slotwise.sharding.store.NodeStore;
import java.io.Closeable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Says how the node is to whoever asks the management port, where there is one: from the moment the
 * actor system is there until it goes.
 */
final class Oversight {

  private static final long LISTEN_MAX_S = 60;
  private static final long STOP_MAX_S = 10;

  private final ManagementSettings settings;
  private final ConfigTable config;
  private final Health health = new Health();
  private CompletableFuture<ManagementServer> opening = CompletableFuture.completedFuture(null);

  /** Null without a port, and until it is open. */
  private ManagementServer server;

  private LivenessWatch watch;
  private MetricsPage metrics;

  Oversight(ManagementSettings settings, ConfigTable config) {
    this.settings = settings;
    this.config = config;
  }

  /** Opens the port as soon as the actor system is there. */
  void listen(CompletableFuture<ActorSystem<Void>> starting) {
    if (settings.isOn()) {
      opening =
          starting.thenCompose(system -> ManagementServer.start(system, settings, config, health));
    }
  }

  /**
   * Waits until the port is open.
   *
   * @throws IllegalStateException saying why it cannot be had
   */
  void awaitListening() {
    try {
      server = opening.get(LISTEN_MAX_S, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause().getMessage(), e.getCause());
    } catch (TimeoutException e) {
      throw new IllegalStateException("the management port does not open", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while the management port was opening", e);
    }
  }

  /** Looks for threads that are stuck. */
  void watch(EventLoops loops, NodeStore store) {
    if (settings.isOn()) {
      watch = LivenessWatch.start(loops, store);
      health.watch(watch.checks());
    }
  }

  /** Ceases to, before the store is closed. */
  void unwatch() {
    if (watch != null) {
      watch.close();
    }
  }

  /** The node serves clients: there is something to show. */
  void show(ServerParts parts, NodeWiring wiring) {
    if (server != null) {
      MetricsPage page = wiring.metrics(() -> health.notReady().isEmpty());
      metrics = page;
      server.show(
          ManagementWiring.views(
              parts,
              format ->
                  CompletableFuture.supplyAsync(() -> page.scrape(format), wiring.diskThreads())));
    }
  }

  /** The port for clients is open, and the node waits for something, until that is closed. */
  Closeable waiting(String why, Closeable door) {
    health.waitsFor(why);
    return () -> {
      health.waitsFor(null);
      door.close();
    };
  }

  /** The node is as it should be: from now on checks decide. */
  void begin(NodeMode mode, SlotTurns turns) {
    health.watch(mode.liveness());
    health.begin(mode.readiness(turns));
  }

  /** The node begins to stop. */
  void end() {
    health.end();
  }

  /** Closes the port. */
  void close() throws InterruptedException, ExecutionException {
    if (server != null) {
      server.stop().toCompletableFuture().orTimeout(STOP_MAX_S, TimeUnit.SECONDS).get();
    }
    if (metrics != null) {
      metrics.close();
    }
  }
}
