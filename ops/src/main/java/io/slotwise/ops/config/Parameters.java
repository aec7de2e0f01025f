package io.slotwise.ops.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Every parameter there is, and how to find one. */
public final class Parameters {

  /** In the order in which documentation lists them. */
  public static final List<Parameter> ALL = concatenated();

  private static final Map<String, Parameter> BY_NAME = byName();

  private Parameters() {}

  private static List<Parameter> concatenated() {
    List<Parameter> all = new ArrayList<>();
    all.addAll(ConnectionParameters.ALL);
    all.addAll(DataParameters.ALL);
    all.addAll(ProcessParameters.ALL);
    all.addAll(ClusterParameters.ALL);
    all.addAll(TlsParameters.ALL);
    return List.copyOf(all);
  }

  private static Map<String, Parameter> byName() {
    Map<String, Parameter> names = new LinkedHashMap<>();
    for (Parameter parameter : ALL) {
      Parameter before = names.put(parameter.name(), parameter);
      if (parameter.alias() != null) {
        names.put(parameter.alias(), parameter);
      }
      if (before != null) {
        throw new IllegalStateException("parameter declared twice: " + parameter.name());
      }
    }
    return names;
  }

  /** The parameter of that name or alias in any case, or null. */
  public static Parameter find(String name) {
    return BY_NAME.get(name.toLowerCase(Locale.ROOT));
  }

  /** Names and aliases, each with its parameter. */
  public static Map<String, Parameter> names() {
    return java.util.Collections.unmodifiableMap(BY_NAME);
  }
}
