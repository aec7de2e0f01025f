package io.slotwise.ops.config;

import com.typesafe.config.Config;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

/**
 * The parameters of a running node and their values. Reading is cheap and needs no lock; changes
 * come one after the other, each of several parameters at once or not at all.
 *
 * <p>Usable from any thread. A follower runs on the thread that makes the change and must not take
 * long.
 */
public final class ConfigTable {

  /** Acts on a new value. */
  @FunctionalInterface
  public interface Follower {
    /**
     * @throws RefusedValueException when the node cannot do it: everything stays as it was
     */
    void accept(String value) throws RefusedValueException;
  }

  /** Acts on a new value and takes its time: off the thread that makes the change. */
  @FunctionalInterface
  public interface SlowFollower {
    /**
     * Called with each new value in order.
     *
     * @return completes when the value holds; fails when the node cannot do it, with a message for
     *     the person who gave the value
     */
    CompletionStage<Void> accept(String value);
  }

  private final Map<String, String> atStart;
  private final Map<String, List<Follower>> followers = new HashMap<>();
  private final Map<String, List<SlowFollower>> slowFollowers = new HashMap<>();
  private volatile Map<String, String> values;

  private final String configFile;

  private ConfigTable(Map<String, String> values, String configFile) {
    this.configFile = configFile;
    this.values = values;
    this.atStart = values;
  }

  /**
   * The table of a loaded configuration.
   *
   * @throws IllegalArgumentException for a value that a parameter does not take
   */
  public static ConfigTable of(Config config) {
    Map<String, String> values = new TreeMap<>();
    for (Parameter parameter : Parameters.ALL) {
      values.put(parameter.name(), valueOf(parameter, config));
    }
    DurabilityWords.agree(values, DurabilityWords.DURABILITY);
    String path = SettingsLoader.CONFIG_FILE_PATH;
    String file = config.hasPath(path) ? config.getString(path) : "";
    return new ConfigTable(Collections.unmodifiableMap(values), file);
  }

  private static String valueOf(Parameter parameter, Config config) {
    if (!config.hasPath(parameter.location())) {
      return parameter.defaultText();
    }
    try {
      return parameter.type().canonical(HoconText.of(config.getValue(parameter.location())));
    } catch (RefusedValueException e) {
      throw new IllegalArgumentException(parameter.name() + ": " + e.getMessage(), e);
    }
  }

  /** The value as CONFIG GET shows it. */
  public String get(String name) {
    String value = values.get(name);
    if (value == null) {
      throw new IllegalArgumentException("no such parameter: " + name);
    }
    return value;
  }

  /** The value of a parameter that is a number or a size in bytes. */
  public long number(String name) {
    return Long.parseLong(get(name));
  }

  /** The value of a parameter that is yes or no. */
  public boolean isYes(String name) {
    return get(name).equals("yes");
  }

  /** The absolute path of the file that the settings came from, or empty. */
  public String configFile() {
    return configFile;
  }

  /** All values by name, sorted, at one moment; aliases are not in it. */
  public Map<String, String> all() {
    return values;
  }

  /**
   * The values of those parameters that are shared by the nodes of a cluster, kindred ones
   * included.
   *
   * @param names of parameters or their aliases, in any case
   */
  Map<String, String> shared(Collection<String> names) {
    Map<String, String> now = values;
    Map<String, String> shared = new TreeMap<>();
    for (String given : names) {
      Parameter parameter = Parameters.find(given);
      if (parameter.shared()) {
        shared.put(parameter.name(), now.get(parameter.name()));
      }
      if (DurabilityWords.isOne(parameter.name())) {
        DurabilityWords.ALL.forEach(name -> shared.put(name, now.get(name)));
      }
    }
    return shared;
  }

  /** What differs from the start: what CONFIG REWRITE writes. */
  public Map<String, String> changedSinceStart() {
    Map<String, String> changed = new LinkedHashMap<>();
    values.forEach(
        (name, value) -> {
          if (!value.equals(atStart.get(name))) {
            changed.put(name, value);
          }
        });
    return changed;
  }

  /** Calls the follower with each new value from now on. */
  public synchronized void onChange(String name, Follower follower) {
    get(name);
    followers.computeIfAbsent(name, unused -> new ArrayList<>()).add(follower);
  }

  /** The same for a follower that takes its time. */
  public synchronized void onChangeSlowly(String name, SlowFollower follower) {
    readOnDemand(name);
    slowFollowers.computeIfAbsent(name, unused -> new ArrayList<>()).add(follower);
  }

  /**
   * Says that somebody asks for these values whenever they matter, so that a change has its effect
   * without being told.
   */
  public void readOnDemand(String... names) {
    for (String name : names) {
      onChange(name, value -> {});
    }
  }

  /**
   * Calls the follower with the value of now, and with each new one.
   *
   * @throws IllegalArgumentException when it refuses the value of now
   */
  public synchronized void follow(String name, Follower follower) {
    try {
      follower.accept(get(name));
    } catch (RefusedValueException e) {
      throw new IllegalArgumentException(name + ": " + e.getMessage(), e);
    }
    onChange(name, follower);
  }

  /**
   * Changes all or none. A parameter that the node acts on and that nobody follows counts as one
   * that can only be set at the start.
   *
   * @param changes by name or alias in any case, in the order in which to apply them
   * @param protectedToo whether the caller may change guarded parameters
   * @return completes when the changes hold, mostly at once; fails with a ConfigSetException inside
   *     when the node could not do what takes its time, and then all is as it was
   * @throws ConfigSetException the first reason against it
   */
  public synchronized CompletionStage<Void> set(
      List<Map.Entry<String, String>> changes, boolean protectedToo) throws ConfigSetException {
    Map<String, String> givenNames = checkNames(changes, protectedToo);
    Map<String, String> before = values;
    Map<String, String> after = new TreeMap<>(before);
    for (Map.Entry<String, String> change : changes) {
      Parameter parameter = Parameters.find(change.getKey());
      try {
        String current = after.get(parameter.name());
        after.put(parameter.name(), parameter.type().canonical(change.getValue(), current));
      } catch (RefusedValueException e) {
        throw ConfigSetException.failed(change.getKey(), e.getMessage());
      }
      DurabilityWords.agree(after, parameter.name());
    }
    values = Collections.unmodifiableMap(after);
    apply(before, givenNames);
    return applySlowly(before, givenNames);
  }

  /** Refuses what cannot be set at all. Returns the names as given, by parameter. */
  private Map<String, String> checkNames(
      List<Map.Entry<String, String>> changes, boolean protectedToo) throws ConfigSetException {
    Map<String, String> givenNames = new HashMap<>();
    Map<String, String> seen = new HashMap<>();
    for (Map.Entry<String, String> change : changes) {
      String given = change.getKey();
      Parameter parameter = Parameters.find(given);
      if (parameter == null) {
        throw ConfigSetException.unknown(given);
      }
      if (!canChange(parameter)) {
        throw ConfigSetException.failed(given, "can't set immutable config");
      }
      if (parameter.change() == Parameter.Change.PROTECTED && !protectedToo) {
        throw ConfigSetException.failed(given, "can't set protected config");
      }
      // A name and its alias in one CONFIG SET are not a duplicate to Redis.
      if (seen.put(given.toLowerCase(java.util.Locale.ROOT), given) != null) {
        throw ConfigSetException.failed(given, "duplicate parameter");
      }
      givenNames.put(parameter.name(), given);
    }
    return givenNames;
  }

  private boolean canChange(Parameter parameter) {
    if (parameter.change() == Parameter.Change.AT_START) {
      return false;
    }
    String acting =
        DurabilityWords.isOne(parameter.name()) ? DurabilityWords.DURABILITY : parameter.name();
    return !parameter.isApplied() || followers.containsKey(acting);
  }

  /** Tells the followers; when one refuses, those already told hear the old values again. */
  private void apply(Map<String, String> before, Map<String, String> givenNames)
      throws ConfigSetException {
    Map<String, String> after = values;
    List<String> told = new ArrayList<>();
    for (Map.Entry<String, String> entry : after.entrySet()) {
      String name = entry.getKey();
      if (entry.getValue().equals(before.get(name)) && !isReread(name, givenNames)) {
        continue;
      }
      told.add(name);
      try {
        tell(name, entry.getValue());
      } catch (RefusedValueException e) {
        values = before;
        tellOld(told, before, e);
        throw ConfigSetException.failed(given(name, givenNames), e.getMessage());
      }
    }
  }

  private static boolean isReread(String name, Map<String, String> givenNames) {
    return givenNames.containsKey(name)
        && Parameters.find(name).change() == Parameter.Change.REREAD;
  }

  /** What the client called a parameter that a change of its own, or of a kindred one, reached. */
  private static String given(String name, Map<String, String> givenNames) {
    if (DurabilityWords.isOne(name) && !givenNames.containsKey(name)) {
      return givenNames.entrySet().stream()
          .filter(entry -> DurabilityWords.isOne(entry.getKey()))
          .map(Map.Entry::getValue)
          .findFirst()
          .orElse(name);
    }
    return givenNames.getOrDefault(name, name);
  }

  private CompletionStage<Void> applySlowly(
      Map<String, String> before, Map<String, String> givenNames) {
    Map<String, String> after = values;
    CompletableFuture<Void> all = CompletableFuture.completedFuture(null);
    for (Map.Entry<String, List<SlowFollower>> entry : slowFollowers.entrySet()) {
      String name = entry.getKey();
      if (after.get(name).equals(before.get(name))) {
        continue;
      }
      for (SlowFollower follower : entry.getValue()) {
        CompletionStage<Void> one =
            follower
                .accept(after.get(name))
                .exceptionallyCompose(
                    failure ->
                        CompletableFuture.failedFuture(
                            ConfigSetException.failed(given(name, givenNames), reason(failure))));
        all = all.thenCombine(one, (done, too) -> null);
      }
    }
    return all.whenComplete(
        (done, failure) -> {
          if (failure != null) {
            takeBack(before, after, failure);
          }
        });
  }

  private static String reason(Throwable failure) {
    Throwable cause =
        failure instanceof CompletionException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    return cause.getMessage() == null ? cause.toString() : cause.getMessage();
  }

  /** Goes back to the values before, but for those that have been changed again since. */
  private synchronized void takeBack(
      Map<String, String> before, Map<String, String> after, Throwable cause) {
    Map<String, String> restored = new TreeMap<>(values);
    List<String> told = new ArrayList<>();
    after.forEach(
        (name, value) -> {
          if (!value.equals(before.get(name)) && value.equals(values.get(name))) {
            restored.put(name, before.get(name));
            told.add(name);
          }
        });
    values = Collections.unmodifiableMap(restored);
    tellOld(told, before, cause);
    for (String name : told) {
      slowFollowers.getOrDefault(name, List.of()).forEach(f -> f.accept(before.get(name)));
    }
  }

  private void tell(String name, String value) throws RefusedValueException {
    for (Follower follower : followers.getOrDefault(name, List.of())) {
      follower.accept(value);
    }
  }

  private void tellOld(List<String> names, Map<String, String> before, Throwable cause) {
    for (String name : names) {
      try {
        tell(name, before.get(name));
      } catch (RefusedValueException e) {
        cause.addSuppressed(e);
      }
    }
  }
}
