package io.slotwise.it.history;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

/** What some clients saw, in the order of no clock but that of this JVM. Thread safe. */
public final class History {

  private final Collection<Operation> operations = new ConcurrentLinkedQueue<>();
  private final AtomicInteger answered = new AtomicInteger();
  private final AtomicInteger refused = new AtomicInteger();

  void add(Operation operation) {
    operations.add(operation);
    if (operation.answered()) {
      answered.incrementAndGet();
    }
  }

  /** A call that had no effect, as its reply said, or because it could not be sent. */
  void addRefused() {
    refused.incrementAndGet();
  }

  public int answered() {
    return answered.get();
  }

  public int unanswered() {
    return operations.size() - answered.get();
  }

  public int refused() {
    return refused.get();
  }

  /** Throws an {@link AssertionError} that names the keys whose calls no order explains. */
  public void assertLinearizable() {
    Map<String, List<Operation>> byKey =
        operations.stream().collect(Collectors.groupingBy(Operation::key));
    List<String> violations = new ArrayList<>();
    byKey.forEach(
        (key, history) -> {
          Optional<String> violation = Linearizability.violation(history);
          violation.ifPresent(text -> violations.add("key " + key + ": " + text));
        });
    if (!violations.isEmpty()) {
      throw new AssertionError(
          violations.size()
              + " of "
              + byKey.size()
              + " keys have a history that is not linearizable\n"
              + String.join("\n", violations));
    }
  }

  @Override
  public String toString() {
    return answered()
        + " answered, "
        + unanswered()
        + " without an answer, "
        + refused
        + " refused";
  }
}
