package io.slotwise.it.differential;

import java.util.List;

/** What a command should be answered: live or recorded. */
record Expected(String command, List<String> reply) {

  static List<Expected> answers(List<ScriptRunner.Answer> answers) {
    return answers.stream()
        .map(answer -> new Expected(Transcript.command(answer.step()), answer.reply()))
        .toList();
  }

  static List<Expected> transcript(List<Transcript.Entry> entries) {
    return entries.stream().map(entry -> new Expected(entry.command(), entry.reply())).toList();
  }
}
