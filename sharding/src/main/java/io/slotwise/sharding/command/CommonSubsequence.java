package io.slotwise.sharding.command;

import io.slotwise.protocol.Bytes;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * The longest common subsequence of two strings, by the classic table of lengths. Of the table only
 * two rows are kept, and of each cell one bit: which neighbour was the longer one. That is all the
 * way back needs, and a thirty-second part of the memory. Among sequences of the same length it
 * finds Redis's own: where neighbours are equally long, the way back goes along {@code b}.
 */
final class CommonSubsequence {

  /** A run that both strings share: {@code length} bytes from each start. */
  record Match(int startInA, int startInB, int length) {}

  private final Bytes a;
  private final Bytes b;
  private final int length;

  /** Bit {@code (i - 1) * b.length + j - 1}: without byte i of a, the two have more in common. */
  private final BitSet shorterA;

  private CommonSubsequence(Bytes a, Bytes b, int length, BitSet shorterA) {
    this.a = a;
    this.b = b;
    this.length = length;
    this.shorterA = shorterA;
  }

  /** Takes time and bits in proportion to the product of the lengths, which must fit an int. */
  static CommonSubsequence of(Bytes a, Bytes b) {
    BitSet shorterA = new BitSet(Math.multiplyExact(a.length(), b.length()));
    int[] above = new int[b.length() + 1];
    int[] row = new int[b.length() + 1];
    for (int i = 1; i <= a.length(); i++) {
      byte ofA = a.at(i - 1);
      int base = (i - 1) * b.length() - 1;
      for (int j = 1; j <= b.length(); j++) {
        if (ofA == b.at(j - 1)) {
          row[j] = above[j - 1] + 1;
        } else if (above[j] > row[j - 1]) {
          row[j] = above[j];
          shorterA.set(base + j);
        } else {
          row[j] = row[j - 1];
        }
      }
      int[] swap = above;
      above = row;
      row = swap;
    }
    return new CommonSubsequence(a, b, above[b.length()], shorterA);
  }

  int length() {
    return length;
  }

  /** The sequence itself. */
  byte[] text() {
    byte[] text = new byte[length];
    int end = length;
    for (Match match : matchesFromEnd()) {
      end -= match.length();
      a.slice(match.startInA(), match.startInA() + match.length()).copyTo(text, end);
    }
    return text;
  }

  /** The runs that make it up, the last one first. */
  List<Match> matchesFromEnd() {
    List<Match> matches = new ArrayList<>();
    int i = a.length();
    int j = b.length();
    int run = 0;
    while (i > 0 && j > 0) {
      if (a.at(i - 1) == b.at(j - 1)) {
        run++;
        i--;
        j--;
        continue;
      }
      if (run > 0) {
        matches.add(new Match(i, j, run));
        run = 0;
      }
      if (shorterA.get((i - 1) * b.length() + j - 1)) {
        i--;
      } else {
        j--;
      }
    }
    if (run > 0) {
      matches.add(new Match(i, j, run));
    }
    return matches;
  }
}
