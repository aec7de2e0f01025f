package io.slotwise.sharding.command;

import io.slotwise.protocol.Bytes;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Requests by a small grammar. A template's words are literal but for capitals, which stand for a
 * random word of a class ({@code K} a key, {@code I} an integer, ...), and for {@code (a|b c|d)},
 * which is none to three of the alternatives.
 */
final class RandomCommands {

  /**
   * What to choose from.
   *
   * @param classes what a capital stands for: words between bars; {@code K} are the keys
   * @param values what {@code V} stands for
   * @param payloads what {@code P} stands for, if templates have it
   */
  record Grammar(
      List<String> templates,
      Map<Character, String> classes,
      List<String> values,
      List<Bytes> payloads) {}

  private final Grammar grammar;
  private final Random random;

  RandomCommands(Grammar grammar, Random random) {
    this.grammar = grammar;
    this.random = random;
  }

  List<Bytes> next() {
    String template = pick(grammar.templates());
    List<Bytes> words = new ArrayList<>();
    int options = template.indexOf('(');
    addWords(words, options < 0 ? template : template.substring(0, options));
    if (options >= 0) {
      String[] alternatives = template.substring(options + 1, template.length() - 1).split("\\|");
      for (int i = random.nextInt(4); i > 0; i--) {
        addWords(words, alternatives[random.nextInt(alternatives.length)]);
      }
    }
    return words;
  }

  private void addWords(List<Bytes> words, String text) {
    for (String word : text.trim().split(" ")) {
      words.add(
          word.equals("P")
              ? grammar.payloads().get(random.nextInt(grammar.payloads().size()))
              : Bytes.wrap(expanded(word).getBytes(StandardCharsets.ISO_8859_1)));
    }
  }

  private String expanded(String word) {
    char only = word.length() == 1 ? word.charAt(0) : 0;
    if (only == 'V') {
      return pick(grammar.values());
    }
    if (only == 'K' && random.nextInt(20) == 0) {
      return "x";
    }
    String choices = grammar.classes().get(only);
    return choices == null ? word : pick(List.of(choices.split("\\|")));
  }

  private String pick(List<String> choices) {
    return choices.get(random.nextInt(choices.size()));
  }
}
