package io.slotwise.ops;

import io.slotwise.protocol.Reply;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What {@code <CONTAINER> HELP} answers: a line each of subcommand and explanation. */
public final class HelpText {

  private final List<Reply> lines = new ArrayList<>();

  private HelpText(String container) {
    lines.add(
        new Reply.Status(
            container.toUpperCase(Locale.ROOT)
                + " <subcommand> [<arg> [value] [opt] ...]. Subcommands are:"));
  }

  public static HelpText of(String container) {
    return new HelpText(container);
  }

  /** Adds a subcommand with the lines that explain it. */
  public HelpText line(String subcommand, String... explanation) {
    lines.add(new Reply.Status(subcommand));
    for (String text : explanation) {
      lines.add(new Reply.Status("    " + text));
    }
    return this;
  }

  /**
   * Adds subcommands that one line each explains.
   *
   * @param usagesAndMeanings of each how it is written, and what it does
   */
  public HelpText lines(String... usagesAndMeanings) {
    for (int i = 0; i < usagesAndMeanings.length; i += 2) {
      line(usagesAndMeanings[i], usagesAndMeanings[i + 1]);
    }
    return this;
  }

  /** The whole text, HELP itself included. */
  public Reply reply() {
    List<Reply> all = new ArrayList<>(lines);
    all.add(new Reply.Status("HELP"));
    all.add(new Reply.Status("    Print these lines."));
    return new Reply.Array(all);
  }
}
