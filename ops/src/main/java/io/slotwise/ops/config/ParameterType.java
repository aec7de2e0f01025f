package io.slotwise.ops.config;

/** Which texts a parameter takes. */
@FunctionalInterface
public interface ParameterType {

  /**
   * The value in the form in which CONFIG GET shows it: words in lower case, sizes in bytes.
   *
   * @throws RefusedValueException with Redis's own text when the parameter does not take it
   */
  String canonical(String text) throws RefusedValueException;

  /**
   * The same for a change at run time, where a value may name only a part of what is set.
   *
   * @param current what CONFIG GET shows before the change
   */
  default String canonical(String text, String current) throws RefusedValueException {
    return canonical(text);
  }

  /** What CONFIG GET shows of a canonical value, where Redis does not show all of it. */
  default String shown(String canonical) {
    return canonical;
  }
}
