package io.slotwise.ops.config;

import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import java.util.stream.Collectors;

/** A HOCON value as the one line of text that Redis would have in its place. */
final class HoconText {

  private HoconText() {}

  /** A list becomes its elements with blanks between them; true and false become yes and no. */
  static String of(ConfigValue value) {
    if (value instanceof ConfigList list) {
      return list.stream().map(HoconText::of).collect(Collectors.joining(" "));
    }
    if (value.valueType() == ConfigValueType.BOOLEAN) {
      return Boolean.TRUE.equals(value.unwrapped()) ? "yes" : "no";
    }
    return String.valueOf(value.unwrapped());
  }
}
