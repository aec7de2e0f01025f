package io.slotwise.it.harness;

/** What a reader of the build's output must not miss: above all, tests that could not run. */
public final class Loud {

  private Loud() {}

  /** Prints a text between bars. */
  public static void say(String text) {
    String bar = "!".repeat(100);
    System.out.println(bar + "\n! " + text.replace("\n", "\n! ") + "\n" + bar);
  }
}
