package io.slotwise.sharding.command;

import io.slotwise.protocol.Bytes;
import io.slotwise.sharding.api.KeyEventType;
import io.slotwise.sharding.api.KeyUse;
import io.slotwise.sharding.api.Keyspace;
import io.slotwise.sharding.api.Pages;
import io.slotwise.sharding.api.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * All logical databases in memory, with a clock that stands still until a test moves it, for tests
 * of handlers. Everything that happened is counted or listed, so that a test can see what a command
 * did and not only what is left.
 */
public final class MapKeyspace implements Keyspace {

  /** An event as a subscriber would see it. */
  public record Event(int database, String name, String key) {
    @Override
    public String toString() {
      return database + ":" + name + ":" + key;
    }
  }

  /** What all databases of one node share. */
  private static final class Node {
    private final List<Map<Bytes, Value>> databases = new ArrayList<>();
    private final List<Event> events = new ArrayList<>();
    private final RandomGenerator random = new SplittableRandom(42);
    private long nowMs = 1_700_000_000_000L;
    private StringBounds stringBounds = StringBounds.DEFAULT;
    private int writes;
    private final Map<PageName, byte[]> pages = new HashMap<>();
    private long lastCollection;
    private long visitsMax;

    /** What {@link #setUse} has said of keys; nothing else is remembered. */
    private final Map<Bytes, KeyUse> uses = new HashMap<>();
  }

  private record PageName(long collection, int page) {}

  private final Node node;
  private final int database;

  public MapKeyspace() {
    this(new Node(), 0);
    for (int i = 0; i < DATABASE_COUNT; i++) {
      node.databases.add(new HashMap<>());
    }
  }

  private MapKeyspace(Node node, int database) {
    this.node = node;
    this.database = database;
  }

  public void setNowMs(long nowMs) {
    node.nowMs = nowMs;
  }

  public void setStringBytesMax(long bytes) {
    node.stringBounds = new StringBounds(bytes, bytes);
  }

  /** The events since this was last called. */
  public List<Event> drainEvents() {
    List<Event> drained = List.copyOf(node.events);
    node.events.clear();
    return drained;
  }

  /** How many puts and deletes there have been. */
  public int writes() {
    return node.writes;
  }

  /** Live keys of this database. */
  public List<Bytes> liveKeys() {
    return List.copyOf(map().keySet()).stream().filter(key -> peek(key) != null).toList();
  }

  public void flush() {
    node.databases.forEach(Map::clear);
    node.pages.clear();
  }

  private Map<Bytes, Value> map() {
    return node.databases.get(database);
  }

  @Override
  public long nowMs() {
    return node.nowMs;
  }

  @Override
  public RandomGenerator random() {
    return node.random;
  }

  @Override
  public int database() {
    return database;
  }

  @Override
  public Value read(Bytes key) {
    return peek(key);
  }

  @Override
  public Value peek(Bytes key) {
    Value value = map().get(key);
    if (value != null && value.isExpired(node.nowMs)) {
      map().remove(key);
      return null;
    }
    return value;
  }

  @Override
  public void put(Bytes key, Value value) {
    node.writes++;
    if (value.isExpired(node.nowMs)) {
      map().remove(key);
    } else {
      map().put(key.compact(), value);
    }
  }

  @Override
  public boolean delete(Bytes key) {
    node.writes++;
    boolean there = peek(key) != null;
    map().remove(key);
    return there;
  }

  /** How many pages there are in all; those of deleted collections count until {@link #flush()}. */
  public int pageCount() {
    return node.pages.size();
  }

  @Override
  public Pages pages(Bytes key) {
    return new Pages() {
      @Override
      public byte[] readOrNull(long collection, int page) {
        return node.pages.get(new PageName(collection, page));
      }

      @Override
      public byte[] read(long collection, int page) {
        byte[] bytes = readOrNull(collection, page);
        if (bytes == null) {
          throw new IllegalStateException("no page " + page + " of collection " + collection);
        }
        return bytes;
      }

      @Override
      public void put(long collection, int page, byte[] bytes) {
        node.writes++;
        node.pages.put(new PageName(collection, page), bytes);
      }

      @Override
      public void delete(long collection, int page) {
        node.writes++;
        if (node.pages.remove(new PageName(collection, page)) == null) {
          throw new IllegalStateException("no page " + page + " of collection " + collection);
        }
      }
    };
  }

  @Override
  public void willVisit(long elements) {
    node.visitsMax = Math.max(node.visitsMax, elements);
  }

  /** The most elements that a command has said it would visit, since this was last asked. */
  long drainVisitsMax() {
    long most = node.visitsMax;
    node.visitsMax = 0;
    return most;
  }

  @Override
  public long newCollection(Bytes key) {
    return ++node.lastCollection;
  }

  @Override
  public Keyspace in(int other) {
    return new MapKeyspace(node, other);
  }

  @Override
  public void keyEvent(KeyEventType type, String event, Bytes key) {
    node.events.add(new Event(database, event, key.latin1()));
  }

  @Override
  public boolean listens(KeyEventType type) {
    return true;
  }

  @Override
  public StringBounds stringBounds() {
    return node.stringBounds;
  }

  @Override
  public long version(Bytes key) {
    // A value is immutable, and each write puts another.
    return peek(key) == null ? 0 : System.identityHashCode(peek(key));
  }

  @Override
  public KeyUse use(Bytes key) {
    return peek(key) == null ? null : node.uses.getOrDefault(key, new KeyUse(node.nowMs, 5));
  }

  @Override
  public void setUse(Bytes key, KeyUse use) {
    node.uses.put(key, use);
  }
}
