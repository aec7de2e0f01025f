package io.slotwise.node.cli;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import io.slotwise.node.NodeSettings;
import io.slotwise.ops.config.LoadedSettings;
import io.slotwise.ops.config.Problem;
import io.slotwise.ops.config.SettingsLoader;
import io.slotwise.sharding.store.StoreSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What the parts of a node would have against settings that could be read: asked before anything
 * starts, and for all settings, so that one run shows every problem with its place.
 */
final class StartCheck {

  private static final String STORE = "slotwise.store.";

  private final LoadedSettings loaded;
  private final List<Problem> problems = new ArrayList<>();

  private StartCheck(LoadedSettings loaded) {
    this.loaded = loaded;
  }

  /** None when a node can start with them. */
  static List<Problem> problemsOf(LoadedSettings loaded) {
    StartCheck check = new StartCheck(loaded);
    check.each();
    if (check.problems.isEmpty()) {
      check.together();
    }
    return List.copyOf(check.problems);
  }

  /** Each of the store's settings that somebody has given, among defaults: one problem each. */
  private void each() {
    Config defaults = SettingsLoader.load(null, List.of()).config();
    for (Map.Entry<String, String> origin : loaded.origins().entrySet()) {
      String path = origin.getKey();
      if (path.startsWith(STORE) && loaded.config().hasPath(path)) {
        Config one = ConfigFactory.empty().withValue(path, loaded.config().getValue(path));
        ask(origin.getValue(), () -> StoreSettings.from(one.withFallback(defaults)));
      }
    }
  }

  private void together() {
    String place = loaded.file() == null ? "settings" : loaded.file().toString();
    ask(place, () -> NodeSettings.from(loaded.config()).check());
  }

  private void ask(String place, Runnable question) {
    try {
      question.run();
    } catch (ConfigException e) {
      problems.add(Problem.error(place, withoutOrigin(e), null));
    } catch (IllegalArgumentException e) {
      problems.add(Problem.error(place, e.getMessage(), null));
    }
  }

  /** The library puts a place in front that is worse than ours. */
  private static String withoutOrigin(ConfigException e) {
    String prefix = e.origin() == null ? "" : e.origin().description() + ": ";
    return e.getMessage().startsWith(prefix)
        ? e.getMessage().substring(prefix.length())
        : e.getMessage();
  }
}
