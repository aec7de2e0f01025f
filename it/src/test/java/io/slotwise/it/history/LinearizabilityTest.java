package io.slotwise.it.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/**
 * The checker on histories whose truth is known: by hand, because they were made by executing the
 * calls one after the other, or because all orders of a few calls were tried.
 */
class LinearizabilityTest {

  private static final String KEY = "k";

  private static Operation done(Call call, long begin, long end, String reply) {
    return Operation.answered(1, KEY, call, begin, end, reply);
  }

  private static Operation lost(Call call, long begin) {
    return Operation.unanswered(2, KEY, call, begin);
  }

  private static boolean linearizable(Operation... history) {
    return Linearizability.violation(List.of(history)).isEmpty();
  }

  @Test
  void aReadSeesTheWriteThatEndedBeforeIt() {
    Operation write = done(new Call.Set("a"), 0, 1, "OK");
    assertThat(linearizable(write, done(new Call.Get(), 2, 3, "a"))).isTrue();
    assertThat(linearizable(write, done(new Call.Get(), 2, 3, null))).isFalse();
  }

  @Test
  void aReadBesideAWriteSeesItOrNot() {
    Operation write = done(new Call.Set("a"), 0, 5, "OK");
    assertThat(linearizable(write, done(new Call.Get(), 2, 3, "a"))).isTrue();
    assertThat(linearizable(write, done(new Call.Get(), 2, 3, null))).isTrue();
    assertThat(
            linearizable(write, done(new Call.Get(), 1, 2, "a"), done(new Call.Get(), 3, 4, null)))
        .as("seen and then not seen")
        .isFalse();
  }

  @Test
  void aWriteWithoutAnAnswerMayTakeEffectMuchLaterOrNever() {
    Operation write = lost(new Call.Set("a"), 0);
    assertThat(linearizable(write, done(new Call.Get(), 10, 11, null))).isTrue();
    assertThat(
            linearizable(
                write, done(new Call.Get(), 10, 11, null), done(new Call.Get(), 20, 21, "a")))
        .isTrue();
    assertThat(
            linearizable(
                write,
                done(new Call.Set("b"), 1, 2, "OK"),
                done(new Call.Get(), 10, 11, "a"),
                done(new Call.Get(), 20, 21, "b")))
        .as("it takes effect once")
        .isFalse();
    assertThat(linearizable(done(new Call.Get(), 1, 2, "a"), lost(new Call.Set("a"), 3)))
        .as("not before it was sent")
        .isFalse();
  }

  @Test
  void countersTellHowManyIncrementsWereDone() {
    Operation unknown = lost(new Call.Increment(), 0);
    Operation another = lost(new Call.Increment(), 0);
    Operation first = done(new Call.Increment(), 0, 1, "1");
    assertThat(linearizable(unknown, first, done(new Call.Get(), 2, 3, "2"))).isTrue();
    assertThat(linearizable(unknown, first, done(new Call.Get(), 2, 3, "3"))).isFalse();
    assertThat(linearizable(unknown, another, first, done(new Call.Get(), 2, 3, "3"))).isTrue();
  }

  @Test
  void theTextOfAViolationNamesTheCallsThatCannotBePlaced() {
    List<Operation> history =
        List.of(done(new Call.Set("a"), 0, 1, "OK"), done(new Call.Get(), 2, 3, "b"));
    assertThat(Linearizability.violation(history))
        .hasValueSatisfying(
            text -> assertThat(text).contains("1 of 2", "value a", "Get[] -> b", "before them"));
  }

  @Test
  void manyWritesWithoutAnswerDoNotStopTheSearch() {
    List<Operation> history = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      history.add(lost(new Call.Set("u" + i), i));
    }
    for (int i = 0; i < 400; i++) {
      history.add(done(new Call.Set("v" + i), 100 + 2 * i, 103 + 2 * i, "OK"));
    }
    history.add(done(new Call.Get(), 2_000, 2_001, "never written"));
    assertThat(Linearizability.violation(history))
        .hasValueSatisfying(text -> assertThat(text).doesNotContain("undecided"));
  }

  /** Executes random calls one after the other, and lets each begin earlier and end later. */
  private static List<Operation> correct(long seed, int calls) {
    SplittableRandom random = new SplittableRandom(seed);
    List<Operation> history = new ArrayList<>();
    String value = null;
    for (int i = 0; i < calls; i++) {
      long moment = 10L * i;
      long begin = moment - random.nextInt(40);
      Call call = anyCall(random, i);
      boolean known = random.nextInt(8) != 0;
      if (known || random.nextBoolean()) {
        Call.Effect effect = call.on(value);
        value = effect.value();
        long end = moment + 1 + random.nextInt(40);
        history.add(known ? done(call, begin, end, effect.reply()) : lost(call, begin));
      } else {
        history.add(lost(call, begin));
      }
    }
    return history;
  }

  private static Call anyCall(SplittableRandom random, int number) {
    String written = Integer.toString(number);
    return switch (random.nextInt(7)) {
      case 0 -> new Call.Set(written);
      case 1 -> new Call.Append(written);
      case 2 -> new Call.SetIfAbsent(written);
      case 3 -> new Call.Exchange(written);
      case 4 -> new Call.Delete();
      case 5 -> new Call.CompareAndSet(Integer.toString(number - 1), written);
      default -> new Call.Get();
    };
  }

  @Property(tries = 300)
  void whatWasExecutedInSomeOrderIsLinearizable(@ForAll long seed) {
    assertThat(Linearizability.violation(correct(seed, 200))).isEmpty();
  }

  @Property(tries = 2000)
  void itAgreesWithTryingEveryOrder(@ForAll long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    List<Operation> history = correct(seed, 6);
    // One answer is exchanged for that of another call: about half of these cannot have happened.
    int changed = random.nextInt(history.size());
    String reply = history.get(random.nextInt(history.size())).reply();
    Operation old = history.get(changed);
    if (old.answered()) {
      history.set(changed, done(old.call(), old.invokedNanos(), old.returnedNanos(), reply));
    }
    assertThat(Linearizability.violation(history).isEmpty())
        .isEqualTo(someOrderExplains(history, new HashSet<>(), null));
  }

  private static boolean someOrderExplains(
      List<Operation> history, Set<Operation> placed, String value) {
    if (history.stream().allMatch(o -> !o.answered() || placed.contains(o))) {
      return true;
    }
    for (Operation next : history) {
      boolean tooEarly =
          history.stream()
              .anyMatch(
                  o ->
                      o.answered()
                          && !placed.contains(o)
                          && o.returnedNanos() < next.invokedNanos());
      if (placed.contains(next) || tooEarly) {
        continue;
      }
      Call.Effect effect = next.call().on(value);
      if (next.answered() && !Objects.equals(effect.reply(), next.reply())) {
        continue;
      }
      Set<Operation> more = new HashSet<>(placed);
      more.add(next);
      if (someOrderExplains(history, more, effect.value())) {
        return true;
      }
    }
    return false;
  }
}
