package io.slotwise.node.management;

import akka.actor.typed.ActorSystem;
import akka.http.javadsl.Http;
import akka.http.javadsl.ServerBinding;
import io.slotwise.node.connection.CommandErrors;
import io.slotwise.node.health.Health;
import io.slotwise.ops.config.ConfigTable;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers from before the node serves clients until after it has ceased to. */
public final class ManagementServer {

  private static final Logger LOG = LoggerFactory.getLogger(ManagementServer.class);
  private static final Duration ANSWERS_GRACE = Duration.ofSeconds(1);

  private final AtomicReference<NodeViews> views;
  private final CompletionStage<ServerBinding> binding;

  private ManagementServer(
      AtomicReference<NodeViews> views, CompletionStage<ServerBinding> binding) {
    this.views = views;
    this.binding = binding;
  }

  /**
   * Begins to listen.
   *
   * @return completes when it does; fails with a message for the operator
   */
  public static CompletionStage<ManagementServer> start(
      ActorSystem<?> system, ManagementSettings settings, ConfigTable config, Health health) {
    AtomicReference<NodeViews> views = new AtomicReference<>();
    ManagementRoutes routes =
        new ManagementRoutes(system, health, new Visitors(config), views::get);
    CompletionStage<ServerBinding> binding =
        Http.get(system).newServerAt(settings.bind(), settings.port()).bind(routes.all());
    return binding.handle(
        (bound, failure) -> {
          if (failure != null) {
            throw new IllegalStateException(notBound(settings, failure), failure);
          }
          LOG.info("event=management_listens address={}", bound.localAddress());
          return new ManagementServer(views, binding);
        });
  }

  private static String notBound(ManagementSettings settings, Throwable failure) {
    return "the management port "
        + settings.bind()
        + ":"
        + settings.port()
        + " cannot be had: "
        + CommandErrors.cause(failure).getMessage()
        + " (--management-bind, --management-port)";
  }

  /** From now on there is something to show. */
  public void show(NodeViews nodeViews) {
    views.set(nodeViews);
  }

  /** Ends; answers that are under way are sent. */
  public CompletionStage<?> stop() {
    return binding.thenCompose(bound -> bound.terminate(ANSWERS_GRACE));
  }
}
