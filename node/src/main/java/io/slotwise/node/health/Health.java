package io.slotwise.node.health;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What the checks of a node find. It is ready from the end of its start to the beginning of its
 * stop while all checks of that kind are content, and alive while those of the other kind are.
 * Thread-safe.
 */
public final class Health {

  private enum Phase {
    STARTING,
    RUNNING,
    STOPPING
  }

  private volatile Phase phase = Phase.STARTING;
  private volatile String startWaits;
  private volatile List<Check> readiness = List.of();
  private volatile List<Check> liveness = List.of();

  /** From now on the node is ready while these are content. */
  public void begin(List<Check> checks) {
    readiness = List.copyOf(checks);
    if (phase == Phase.STARTING) {
      phase = Phase.RUNNING;
    }
  }

  /** From now on the node is never ready again. */
  public void end() {
    phase = Phase.STOPPING;
  }

  /**
   * The start does not go on before something else happens.
   *
   * @param why for people; null when it goes on
   */
  public void waitsFor(String why) {
    startWaits = why;
  }

  /** The node is alive while these, too, are content. */
  public synchronized void watch(List<Check> checks) {
    List<Check> all = new ArrayList<>(liveness);
    all.addAll(checks);
    liveness = List.copyOf(all);
  }

  /** What keeps the node from being sent clients, by check; empty when it is ready. */
  public Map<String, String> notReady() {
    String waits = startWaits;
    return switch (phase) {
      case STARTING -> Map.of("start", waits == null ? "the node is starting" : waits);
      case STOPPING -> Map.of("stop", "the node is stopping");
      case RUNNING -> findings(readiness);
    };
  }

  /** Why the node should be started again, by check; empty when it is alive. */
  public Map<String, String> notAlive() {
    return findings(liveness);
  }

  private static Map<String, String> findings(List<Check> checks) {
    Map<String, String> found = new LinkedHashMap<>();
    for (Check check : checks) {
      String problem = check.problem().get();
      if (problem != null) {
        found.put(check.name(), problem);
      }
    }
    return found;
  }
}
