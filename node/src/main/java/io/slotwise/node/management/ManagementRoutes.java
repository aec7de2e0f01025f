package io.slotwise.node.management;

import akka.actor.typed.ActorSystem;
import akka.cluster.Cluster;
import akka.http.javadsl.model.ContentTypes;
import akka.http.javadsl.model.HttpEntities;
import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.model.StatusCodes;
import akka.http.javadsl.server.AllDirectives;
import akka.http.javadsl.server.PathMatchers;
import akka.http.javadsl.server.Route;
import akka.management.cluster.javadsl.ClusterHttpManagementRoutes;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.slotwise.node.health.Health;
import io.slotwise.sharding.slot.EntityPlacement;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The pages. {@code /ready} and {@code /alive} are for everybody, because those who ask have no
 * password as a rule, and they say little; the others are for {@link Visitors}.
 */
final class ManagementRoutes extends AllDirectives {

  private static final Logger LOG = LoggerFactory.getLogger(ManagementRoutes.class);
  private static final Duration PLACEMENT_MAX = Duration.ofSeconds(2);
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String PLAIN = "text/plain; version=0.0.4; charset=utf-8";
  private static final String OPEN_METRICS_TYPE = "application/openmetrics-text";
  private static final String OPEN_METRICS = OPEN_METRICS_TYPE + "; version=1.0.0; charset=utf-8";

  private final ActorSystem<?> system;
  private final Health health;
  private final Visitors visitors;
  private final Supplier<NodeViews> views;

  /**
   * @param views null while the node starts
   */
  ManagementRoutes(
      ActorSystem<?> system, Health health, Visitors visitors, Supplier<NodeViews> views) {
    this.system = system;
    this.health = health;
    this.visitors = visitors;
    this.views = views;
  }

  Route all() {
    return get(
        () ->
            concat(
                path("ready", () -> complete(answer("ready", health.notReady()))),
                path("alive", () -> complete(answer("alive", health.notAlive()))),
                visitors.only(guarded())));
  }

  private Route guarded() {
    return concat(
        path("metrics", () -> whenServing(this::metrics)),
        path(PathMatchers.segment("cluster").slash("shards"), () -> whenServing(this::shards)),
        ClusterHttpManagementRoutes.readOnly(Cluster.get(system)));
  }

  private static HttpResponse answer(String name, Map<String, String> problems) {
    ObjectNode body = JSON.createObjectNode().put(name, problems.isEmpty());
    if (!problems.isEmpty()) {
      ObjectNode why = body.putObject("problems");
      problems.forEach(why::put);
    }
    return json(body)
        .withStatus(problems.isEmpty() ? StatusCodes.OK : StatusCodes.SERVICE_UNAVAILABLE);
  }

  private Route whenServing(Function<NodeViews, Route> page) {
    NodeViews now = views.get();
    return now == null
        ? complete(StatusCodes.SERVICE_UNAVAILABLE, "The node is starting.\n")
        : page.apply(now);
  }

  private Route metrics(NodeViews now) {
    return optionalHeaderValueByName(
        "Accept",
        accept -> {
          String format = accept.orElse("").contains(OPEN_METRICS_TYPE) ? OPEN_METRICS : PLAIN;
          return completeWithFuture(
              now.metrics().apply(format).thenApply(text -> metrics(format, text)));
        });
  }

  private static HttpResponse metrics(String format, String text) {
    return HttpResponse.create()
        .withEntity(
            HttpEntities.create(ContentTypes.parse(format), text.getBytes(StandardCharsets.UTF_8)));
  }

  private Route shards(NodeViews now) {
    CompletionStage<HttpResponse> answer =
        EntityPlacement.ask(system, PLACEMENT_MAX)
            .exceptionally(
                failure -> {
                  LOG.debug("event=sharding_does_not_answer", failure);
                  return Map.of();
                })
            .thenApply(places -> shards(now, places));
    return completeWithFuture(answer);
  }

  private static HttpResponse shards(NodeViews now, Map<Integer, EntityPlacement> places) {
    ObjectNode body = JSON.createObjectNode().put("node", now.nodeId());
    ArrayNode shards = body.putArray("shards");
    for (ShardView shard : now.shards().get()) {
      ObjectNode line = JSON.valueToTree(shard);
      EntityPlacement place = places.get(shard.shard());
      if (place != null) {
        line.putObject("entities").put("at", place.address()).put("count", place.entities());
      }
      shards.add(line);
    }
    return json(body);
  }

  private static HttpResponse json(ObjectNode body) {
    try {
      return HttpResponse.create()
          .withEntity(
              HttpEntities.create(
                  ContentTypes.APPLICATION_JSON, JSON.writeValueAsString(body) + "\n"));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("an answer cannot be written", e);
    }
  }
}
