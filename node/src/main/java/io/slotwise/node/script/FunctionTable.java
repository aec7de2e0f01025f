package io.slotwise.node.script;

import io.slotwise.protocol.Bytes;
import io.slotwise.protocol.CommandError;
import io.slotwise.protocol.Errors;
import io.slotwise.scripting.FunctionLibrary;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** The libraries of functions at one moment, and their functions by name. Never changes. */
final class FunctionTable {

  static final FunctionTable EMPTY = new FunctionTable(Map.of());

  /** A library, and what it has registered. */
  record Library(FunctionLibrary source, List<FunctionLibrary.Function> functions) {
    String name() {
      return source.name();
    }
  }

  /** A function, and the library that it is in. */
  record Found(Library library, FunctionLibrary.Function function) {}

  private final Map<String, Library> libraries;
  private final Map<String, Found> functions = new HashMap<>();

  private FunctionTable(Map<String, Library> libraries) {
    this.libraries = Collections.unmodifiableMap(libraries);
    for (Library library : libraries.values()) {
      for (FunctionLibrary.Function function : library.functions()) {
        if (functions.putIfAbsent(caseless(function.name()), new Found(library, function))
            != null) {
          throw new CommandError(Errors.err("Function " + function.name() + " already exists"));
        }
      }
    }
  }

  /** All of them, by name. */
  Collection<Library> libraries() {
    return libraries.values();
  }

  /** The text of each library, by its name. */
  Map<String, Bytes> texts() {
    Map<String, Bytes> texts = new TreeMap<>();
    libraries.forEach((name, library) -> texts.put(name, library.source().text()));
    return texts;
  }

  boolean has(String library) {
    return libraries.containsKey(library);
  }

  /** Whether it has that very library. */
  boolean has(Library library) {
    Library known = libraries.get(library.name());
    return known != null && known.source().text().equals(library.source().text());
  }

  /** The function of that name in any case, or null. */
  Found find(String function) {
    return functions.get(caseless(function));
  }

  private static String caseless(String function) {
    return function.toLowerCase(Locale.ROOT);
  }

  int functionCount() {
    return functions.size();
  }

  /**
   * This and another library, in place of one of the same name.
   *
   * @throws CommandError when one of its functions has the name of another library's
   */
  FunctionTable with(Library library) {
    Map<String, Library> more = new TreeMap<>(libraries);
    more.put(library.name(), library);
    return new FunctionTable(more);
  }

  /** This without a library. */
  FunctionTable without(String library) {
    Map<String, Library> fewer = new TreeMap<>(libraries);
    fewer.remove(library);
    return new FunctionTable(fewer);
  }
}
