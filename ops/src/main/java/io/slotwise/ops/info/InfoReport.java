package io.slotwise.ops.info;

import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;

/**
 * The sections of INFO in their order. Sections and their parts are added while the node is put
 * together; afterwards any thread may ask for the text.
 */
public final class InfoReport {

  /** When a section is shown that was not asked for by its name. */
  public enum Shown {
    /** With INFO alone, and with all and everything. */
    BY_DEFAULT,
    /**
     * With {@code INFO all} and {@code INFO everything}, which are the same as long as there are no
     * modules.
     */
    IN_ALL
  }

  private record Section(
      String title, Shown shown, List<Supplier<? extends Map<String, ?>>> parts) {}

  private final Map<String, Section> sections = new LinkedHashMap<>();

  /**
   * Adds a section behind those that are there.
   *
   * @param title as the text shows it; the name to ask for is the title in lower case
   */
  public InfoReport section(String title, Shown shown) {
    String name = title.toLowerCase(Locale.ROOT);
    if (sections.putIfAbsent(name, new Section(title, shown, new CopyOnWriteArrayList<>()))
        != null) {
      throw new IllegalArgumentException("INFO has a section " + name + " already");
    }
    return this;
  }

  /**
   * Adds fields at the end of a section.
   *
   * @param section its name in lower case
   * @param fields asked each time on the thread that INFO runs on; a Double is printed with two
   *     decimals, null is left out
   */
  public InfoReport add(String section, Supplier<? extends Map<String, ?>> fields) {
    Section known = sections.get(section);
    if (known == null) {
      throw new IllegalArgumentException("INFO has no section " + section);
    }
    known.parts().add(fields);
    return this;
  }

  /**
   * The fields of a section by name, asked at this moment.
   *
   * @param section its name in lower case
   */
  public Map<String, Object> fields(String section) {
    Map<String, Object> fields = new LinkedHashMap<>();
    sections.get(section).parts().forEach(part -> fields.putAll(part.get()));
    return fields;
  }

  /**
   * The text with CRLF behind each line and an empty line between sections.
   *
   * @param wanted names of sections, or {@code default}, {@code all}, {@code everything}, in any
   *     case; unknown ones are passed over. None means default.
   */
  public String text(Collection<String> wanted) {
    Set<String> names = new LinkedHashSet<>();
    EnumSet<Shown> groups = EnumSet.noneOf(Shown.class);
    for (String word : wanted.isEmpty() ? List.of("default") : wanted) {
      String name = word.toLowerCase(Locale.ROOT);
      switch (name) {
        case "default" -> groups.add(Shown.BY_DEFAULT);
        case "all", "everything" -> groups.addAll(EnumSet.allOf(Shown.class));
        default -> names.add(name);
      }
    }
    List<String> texts = new ArrayList<>();
    sections.forEach(
        (name, section) -> {
          if (names.contains(name) || groups.contains(section.shown())) {
            texts.add(text(section));
          }
        });
    return String.join("\r\n", texts);
  }

  private static String text(Section section) {
    StringBuilder text = new StringBuilder("# ").append(section.title()).append("\r\n");
    for (Supplier<? extends Map<String, ?>> part : section.parts()) {
      part.get()
          .forEach(
              (field, value) -> {
                if (value != null) {
                  text.append(field).append(':').append(printed(value)).append("\r\n");
                }
              });
    }
    return text.toString();
  }

  private static String printed(Object value) {
    return value instanceof Double number
        ? String.format(Locale.ROOT, "%.2f", number)
        : String.valueOf(value);
  }
}
