package io.slotwise.sharding.store;

import io.slotwise.protocol.Bytes;
import io.slotwise.sharding.api.KeyEventType;
import java.util.ArrayList;
import java.util.List;

/** The keyspace events of a write set, which are told once it is committed. */
final class KeyEvents {

  private record KeyEvent(int database, KeyEventType type, String event, Bytes key) {}

  private final StoreCore core;
  private final List<KeyEvent> events = new ArrayList<>();

  KeyEvents(StoreCore core) {
    this.core = core;
  }

  void add(int database, KeyEventType type, String event, Bytes key) {
    if (core.keyEvents.wants(type)) {
      events.add(new KeyEvent(database, type, event, key.compact()));
    }
  }

  /**
   * Tells all of them.
   *
   * @param dependsOn the log position that whoever hears of them must wait for
   */
  void tell(long dependsOn) {
    if (events.isEmpty()) {
      return;
    }
    KeyEventListener listener = core.keyEvents;
    for (KeyEvent event : events) {
      listener.onKeyEvent(event.database(), event.type(), event.event(), event.key(), dependsOn);
    }
    events.clear();
  }

  /** How many there are so far. */
  int count() {
    return events.size();
  }

  /** Forgets those that came later. */
  void rollbackTo(int count) {
    events.subList(count, events.size()).clear();
  }
}
