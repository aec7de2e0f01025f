package io.slotwise.ops.config;

/**
 * One parameter of CONFIG GET.
 *
 * @param name lower case
 * @param alias an older name for the same value, or null
 * @param defaultText its value when nobody gives one, in canonical form
 * @param path where the part of the node that acts on it reads it in the HOCON configuration; null
 *     when nothing does: such a parameter is taken, kept and shown, and nothing else happens
 * @param shared whether CONFIG SET sets it on all nodes of a cluster: what clients see and what is
 *     promised to them is the same everywhere, what a process or a machine is like is not
 */
public record Parameter(
    String name,
    String alias,
    ParameterType type,
    String defaultText,
    Change change,
    String path,
    boolean shared) {

  /** Where parameters stand in HOCON unless they say otherwise. */
  public static final String HOME = "slotwise.server";

  /** When a value can be changed. */
  public enum Change {
    AT_RUN_TIME,
    /** The same, and setting it to what it is counts: what it names may have changed. */
    REREAD,
    AT_START,
    /** At run time where {@code enable-protected-configs} allows it. */
    PROTECTED
  }

  /** A parameter that tools read and write, and that changes nothing here. */
  static Parameter ignored(String name, ParameterType type, String defaultText) {
    return new Parameter(name, null, type, defaultText, Change.AT_RUN_TIME, null, false);
  }

  /** A parameter that the node acts on; its value stands at {@code slotwise.server.<name>}. */
  static Parameter applied(String name, ParameterType type, String defaultText) {
    return new Parameter(
        name, null, type, defaultText, Change.AT_RUN_TIME, HOME + "." + name, false);
  }

  Parameter atStart() {
    return new Parameter(name, alias, type, defaultText, Change.AT_START, path, shared);
  }

  Parameter reread() {
    return new Parameter(name, alias, type, defaultText, Change.REREAD, path, shared);
  }

  Parameter guarded() {
    return new Parameter(name, alias, type, defaultText, Change.PROTECTED, path, shared);
  }

  Parameter alias(String older) {
    return new Parameter(name, older, type, defaultText, change, path, shared);
  }

  /** All nodes of a cluster have the same value. */
  Parameter ofCluster() {
    return new Parameter(name, alias, type, defaultText, change, path, true);
  }

  /** Its value stands at another place, because another module owns it. */
  Parameter at(String otherPath) {
    return new Parameter(name, alias, type, defaultText, change, otherPath, shared);
  }

  /** Whether the node acts on it. */
  public boolean isApplied() {
    return path != null;
  }

  /** Where its value stands in HOCON, acted on or not. */
  public String location() {
    return path != null ? path : HOME + "." + name;
  }
}
