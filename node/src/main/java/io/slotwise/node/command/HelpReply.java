package io.slotwise.node.command;

import io.slotwise.protocol.Reply;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What {@code CONTAINER HELP} answers: a status line for each line of text. */
final class HelpReply {

  private HelpReply() {}

  /**
   * @param container lower case
   * @param usagesAndMeanings of each subcommand how it is written, and what it does
   */
  static Reply of(String container, String... usagesAndMeanings) {
    List<Reply> lines = new ArrayList<>();
    String name = container.toUpperCase(Locale.ROOT);
    lines.add(new Reply.Status(name + " <subcommand> [<arg> [value] [opt] ...]. Subcommands are:"));
    for (int i = 0; i < usagesAndMeanings.length; i += 2) {
      lines.add(new Reply.Status(usagesAndMeanings[i]));
      lines.add(new Reply.Status("    " + usagesAndMeanings[i + 1]));
    }
    lines.add(new Reply.Status("HELP"));
    lines.add(new Reply.Status("    Print these lines."));
    return new Reply.Array(lines);
  }
}
