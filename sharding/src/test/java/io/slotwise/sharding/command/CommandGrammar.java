package io.slotwise.sharding.command;

import io.slotwise.protocol.Bytes;
import java.util.List;
import java.util.Random;

/** The random commands of the differential tests, for tests that send them to a whole server. */
public enum CommandGrammar {
  SORTED_SETS(SortedSetDifferentialTest.GRAMMAR),
  GEO(GeoDifferentialTest.GRAMMAR),
  STREAMS(StreamDifferentialTest.GRAMMAR),
  LONG_STREAMS(StreamTrimDifferentialTest.GRAMMAR);

  private final RandomCommands.Grammar grammar;

  CommandGrammar(RandomCommands.Grammar grammar) {
    this.grammar = grammar;
  }

  /** The words of one command. */
  public List<Bytes> command(Random random) {
    return new RandomCommands(grammar, random).next();
  }
}
