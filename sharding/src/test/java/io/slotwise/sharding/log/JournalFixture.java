package io.slotwise.sharding.log;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A journal of short texts. */
final class JournalFixture implements AutoCloseable {

  final Path dir;
  final FailingFiles files = new FailingFiles();
  final List<String> replayed = new ArrayList<>();
  Durability durability = Durability.OS;
  JournalRecovery recovery = JournalRecovery.STRICT;
  long segmentBytes = 1 << 20;
  Journal journal;

  JournalFixture(Path dir) {
    this.dir = dir;
  }

  /** Replays what lies behind the position, and opens. */
  JournalFixture open(long storePosition) {
    replayed.clear();
    JournalSettings settings = new JournalSettings(dir, durability, segmentBytes, recovery);
    try {
      JournalReader.Recovered recovered =
          JournalReader.recover(
              settings,
              storePosition,
              (position, bytes, offset, length) ->
                  replayed.add(
                      position
                          + "="
                          + new String(bytes, offset, length, StandardCharsets.US_ASCII)));
      journal = Journal.open(settings, files, recovered);
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Appends without committing. */
  long append(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    return journal.append(
        new LogEntry() {
          @Override
          public int sizeBytes() {
            return bytes.length;
          }

          @Override
          public int writeTo(byte[] target, int offset) {
            System.arraycopy(bytes, 0, target, offset, bytes.length);
            return offset + bytes.length;
          }
        });
  }

  long write(String text) {
    long position = append(text);
    journal.commit();
    return position;
  }

  @Override
  public void close() {
    if (journal != null) {
      journal.close();
    }
  }
}
