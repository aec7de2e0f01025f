package io.slotwise.ops.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

class ConfigTableTest {

  private final ConfigTable table = ConfigTable.of(ConfigFactory.load());

  private void set(String... namesAndValues) throws ConfigSetException {
    List<Map.Entry<String, String>> changes = new ArrayList<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      changes.add(Map.entry(namesAndValues[i], namesAndValues[i + 1]));
    }
    table.set(changes, false);
  }

  @Test
  void followersHearTheValueOfNowAndEachNewOne() throws ConfigSetException {
    List<String> heard = new ArrayList<>();
    table.follow("timeout", heard::add);
    set("timeout", "5");
    set("timeout", "5");
    set("timeout", "7");
    assertThat(heard).containsExactly("0", "5", "7");
    assertThat(table.number("timeout")).isEqualTo(7);
  }

  @Test
  void aWrongValueLeavesAllOthersAsTheyWere() {
    assertThatThrownBy(() -> set("hz", "20", "save", "x"))
        .hasMessage(
            "CONFIG SET failed (possibly related to argument 'save') - Invalid save parameters");
    assertThat(table.get("hz")).isEqualTo("10");
  }

  @Test
  void whenAFollowerRefusesThoseBeforeItHearTheOldValuesAgain() {
    List<String> heard = new ArrayList<>();
    table.onChange("maxclients", heard::add);
    table.onChange(
        "timeout",
        value -> {
          throw new RefusedValueException("not today");
        });
    assertThatThrownBy(() -> set("maxclients", "5", "timeout", "9"))
        .hasMessage("CONFIG SET failed (possibly related to argument 'timeout') - not today");
    assertThat(heard).containsExactly("5", "10000");
    assertThat(table.get("maxclients")).isEqualTo("10000");
  }

  @Test
  void whatNobodyFollowsCannotBeChanged() {
    assertThatThrownBy(() -> set("timeout", "5"))
        .hasMessage(
            "CONFIG SET failed (possibly related to argument 'timeout') - can't set immutable"
                + " config");
  }

  @Test
  void theFirstNameThatCannotBeSetIsTheOneReported() {
    assertThatThrownBy(() -> set("databases", "3", "nope", "1"))
        .hasMessage(
            "CONFIG SET failed (possibly related to argument 'databases') - can't set immutable"
                + " config");
    assertThatThrownBy(() -> set("nope", "1", "databases", "3"))
        .hasMessage("Unknown option or number of arguments for CONFIG SET - 'nope'");
    assertThatThrownBy(() -> set("hz", "1", "HZ", "2"))
        .hasMessage("CONFIG SET failed (possibly related to argument 'HZ') - duplicate parameter");
  }

  @Test
  void aNameAndItsAliasAreNoDuplicate() throws ConfigSetException {
    set("replica-priority", "5", "slave-priority", "6");
    assertThat(table.get("replica-priority")).isEqualTo("6");
  }

  @Test
  void protectedParametersNeedLeave() throws ConfigSetException {
    assertThatThrownBy(() -> set("dbfilename", "x.rdb"))
        .hasMessage(
            "CONFIG SET failed (possibly related to argument 'dbfilename') - can't set protected"
                + " config");
    table.set(List.of(Map.entry("dbfilename", "x.rdb")), true);
    assertThat(table.get("dbfilename")).isEqualTo("x.rdb");
  }

  @Test
  void durabilityAndItsRedisNamesAgree() throws ConfigSetException {
    List<String> heard = new ArrayList<>();
    table.onChange("durability", heard::add);
    set("appendfsync", "always");
    set("appendonly", "no");
    assertThat(table.get("durability")).isEqualTo("memory");
    set("appendonly", "yes");
    set("durability", "os");
    assertThat(table.get("appendfsync")).isEqualTo("no");
    assertThat(heard).containsExactly("fsync", "memory", "fsync", "os");
  }

  @Test
  void aChangeThatTakesItsTimeHoldsWhenItsFollowersAreDone() throws ConfigSetException {
    CompletableFuture<Void> syncing = new CompletableFuture<>();
    table.onChangeSlowly("durability", value -> syncing);
    CompletionStage<Void> done = table.set(List.of(Map.entry("durability", "fsync")), false);
    assertThat(done).isNotCompleted();
    syncing.complete(null);
    assertThat(done).isCompleted();
    assertThat(table.set(List.of(Map.entry("hz", "20")), false)).isCompleted();
  }

  @Test
  void aChangeThatFailsLaterIsTakenBackWhole() throws ConfigSetException {
    List<String> heard = new ArrayList<>();
    List<String> heardSlowly = new ArrayList<>();
    CompletableFuture<Void> syncing = new CompletableFuture<>();
    table.onChange("timeout", heard::add);
    table.onChangeSlowly(
        "durability",
        value -> {
          heardSlowly.add(value);
          return value.equals("fsync") ? syncing : CompletableFuture.completedFuture(null);
        });
    CompletionStage<Void> done =
        table.set(
            List.of(
                Map.entry("timeout", "5"),
                Map.entry("hz", "20"),
                Map.entry("appendfsync", "always")),
            false);
    set("hz", "30");
    syncing.completeExceptionally(new IOException("no space left"));
    assertThat(done)
        .failsWithin(Duration.ZERO)
        .withThrowableThat()
        .havingRootCause()
        .isInstanceOf(ConfigSetException.class)
        .withMessage(
            "CONFIG SET failed (possibly related to argument 'appendfsync') - no space left");
    assertThat(heard).containsExactly("5", "0");
    assertThat(heardSlowly).containsExactly("fsync", "everysec");
    assertThat(table.get("durability")).isEqualTo("everysec");
    assertThat(table.get("appendfsync")).isEqualTo("everysec");
    assertThat(table.get("hz")).as("changed again meanwhile").isEqualTo("30");
  }

  @Test
  void classesOfTheOutputLimitThatAreNotNamedStayAsTheyAre() throws ConfigSetException {
    table.onChange("client-output-buffer-limit", unused -> {});
    set("client-output-buffer-limit", "normal 1mb 2mb 3");
    set("client-output-buffer-limit", "pubsub 1 1 1");
    assertThat(table.get("client-output-buffer-limit"))
        .isEqualTo("normal 1048576 2097152 3 slave 268435456 67108864 60 pubsub 1 1 1");
  }

  @Test
  void onlyWhatDiffersFromTheStartCountsAsChanged() throws ConfigSetException {
    set("hz", "20");
    set("lfu-log-factor", "3");
    set("hz", "10");
    assertThat(table.changedSinceStart()).containsExactly(Map.entry("lfu-log-factor", "3"));
  }
}
