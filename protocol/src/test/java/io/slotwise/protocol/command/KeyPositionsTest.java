package io.slotwise.protocol.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.slotwise.protocol.Args;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Every kind of key spec, with requests that fit it and requests that do not. */
class KeyPositionsTest {

  private static final KeySpec.Access RO = KeySpec.Access.RO;

  private static List<Integer> keys(List<KeySpec> specs, String... words) {
    CommandSpec spec =
        new CommandSpec(
            "x",
            CommandGroup.GENERIC,
            "1.0.0",
            new Arity(-1),
            EnumSet.noneOf(Flag.class),
            EnumSet.noneOf(AclCategory.class),
            specs,
            List.of(),
            List.of());
    List<KeyPositions.Key> found = KeyPositions.find(spec, Args.of(words));
    return found == null ? null : found.stream().map(KeyPositions.Key::position).toList();
  }

  private static List<KeySpec> range(int first, int last, int step) {
    return List.of(new KeySpec.Range(first, last, step, 0, RO, Set.of()));
  }

  @Test
  void aRangeEndsWhereItSays() {
    assertThat(keys(range(1, 1, 1), "get", "a")).containsExactly(1);
    assertThat(keys(range(1, -1, 1), "del", "a", "b", "c")).containsExactly(1, 2, 3);
    assertThat(keys(range(1, -1, 2), "mset", "a", "1", "b", "2")).containsExactly(1, 3);
    assertThat(keys(range(1, -2, 1), "blpop", "a", "b", "0")).containsExactly(1, 2);
  }

  @Test
  void aRequestTooShortForItsRangeHasNoKeys() {
    assertThat(keys(range(2, 2, 1), "x", "a")).isNull();
    assertThat(keys(range(1, -1, 1), "x")).isNull();
  }

  @Test
  void aCountSaysHowManyFollow() {
    List<KeySpec> eval = List.of(new KeySpec.Counted(2, 3, 1, RO, Set.of()));
    assertThat(keys(eval, "eval", "s", "2", "a", "b", "c")).containsExactly(3, 4);
    assertThat(keys(eval, "eval", "s", "0")).isNull();
    assertThat(keys(eval, "eval", "s", "7", "a")).isNull();
    assertThat(keys(eval, "eval", "s", "many", "a")).isNull();
    assertThat(keys(eval, "eval", "s", "9223372036854775807", "a")).isNull();
  }

  @Test
  void aKeywordIsLookedForInEitherDirection() {
    KeySpec streams = new KeySpec.AfterKeyword("STREAMS", 1, -1, 1, 2, RO, Set.of());
    assertThat(keys(List.of(streams), "xread", "count", "2", "streams", "a", "b", "0", "0"))
        .containsExactly(4, 5);
    assertThat(keys(List.of(streams), "xread", "count", "2")).isNull();
    KeySpec keysAtEnd = new KeySpec.AfterKeyword("KEYS", -2, -1, 1, 0, RO, Set.of());
    assertThat(keys(List.of(keysAtEnd), "migrate", "h", "1", "", "0", "9", "keys", "a", "b"))
        .containsExactly(7, 8);
  }

  @Test
  void severalSpecsAddUpAndFakeKeysAreLeftOut() {
    KeySpec first = new KeySpec.Range(1, 1, 1, 0, RO, Set.of());
    KeySpec fake = new KeySpec.Range(2, 2, 1, 0, RO, EnumSet.of(KeySpec.Effect.NOT_KEY));
    KeySpec third = new KeySpec.Range(3, 3, 1, 0, RO, Set.of());
    assertThat(keys(List.of(first, fake, third), "x", "a", "b", "c")).containsExactly(1, 3);
  }

  @Test
  void aSpecThatCannotTellGivesNoAnswer() {
    KeySpec first = new KeySpec.Range(1, 1, 1, 0, RO, Set.of());
    KeySpec unknown = new KeySpec.Unknown(RO, EnumSet.of(KeySpec.Effect.INCOMPLETE));
    assertThat(keys(List.of(first, unknown), "sort", "a")).isNull();
  }
}
