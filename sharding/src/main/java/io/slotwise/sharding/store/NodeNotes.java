package io.slotwise.sharding.store;

import io.slotwise.protocol.Bytes;
import io.slotwise.sharding.log.LogEntry;
import io.slotwise.sharding.store.rocks.RocksCursor;
import io.slotwise.sharding.store.rocks.RocksStore;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What the node has to remember besides keys, in a few named notes: libraries of functions. Each is
 * written as a whole, so that it may be replayed on any before it. Any thread.
 */
final class NodeNotes {

  private static final int NAME_BYTES_MAX = 255;

  /** The log of one shard is as good as that of another. */
  private static final int ANY_SLOT = 0;

  private final Map<String, Bytes> notes = new HashMap<>();
  private final TreeSet<String> dirty = new TreeSet<>();

  /** What is on disk. */
  void load(RocksStore rocks) {
    try (RocksCursor cursor = rocks.cursor()) {
      cursor.seek(StoreKeys.NOTES_START);
      while (cursor.isValid() && StoreKeys.isNote(cursor.key())) {
        notes.put(StoreKeys.noteName(cursor.key()), Bytes.wrap(cursor.value()));
        cursor.next();
      }
    }
  }

  /** A note, or null. */
  synchronized Bytes get(String name) {
    return notes.get(name);
  }

  /**
   * Writes a note into the log.
   *
   * @return the log position
   */
  synchronized long put(StoreCore core, String name, Bytes text) {
    Effect effect = new Effect(Bytes.of(name), text);
    long position = core.log.append(effect, ANY_SLOT);
    replayed(name, text);
    core.log.commit();
    return position;
  }

  /** A note has been read back from the log. */
  synchronized void replayed(String name, Bytes text) {
    notes.put(name, text.compact());
    dirty.add(name);
  }

  /**
   * Those that the disk does not have yet, to be written there. Each is at least as new as the log
   * was when this was called.
   */
  synchronized Map<String, Bytes> takeDirty() {
    Map<String, Bytes> taken = new TreeMap<>();
    dirty.forEach(name -> taken.put(name, notes.get(name)));
    dirty.clear();
    return taken;
  }

  /** They have not been written after all. */
  synchronized void putBack(Map<String, Bytes> taken) {
    dirty.addAll(taken.keySet());
  }

  private record Effect(Bytes name, Bytes text) implements LogEntry {

    Effect {
      if (name.length() > NAME_BYTES_MAX) {
        throw new IllegalArgumentException("the name of a note is too long");
      }
    }

    @Override
    public int sizeBytes() {
      return 2 + name.length() + Integer.BYTES + text.length();
    }

    @Override
    public int writeTo(byte[] target, int offset) {
      return Effects.writeNote(target, offset, name, text);
    }
  }
}
