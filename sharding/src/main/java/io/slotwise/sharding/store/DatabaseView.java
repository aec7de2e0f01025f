package io.slotwise.sharding.store;

import io.slotwise.protocol.Bytes;
import io.slotwise.sharding.api.KeyEventType;
import io.slotwise.sharding.api.KeyUse;
import io.slotwise.sharding.api.Keyspace;
import io.slotwise.sharding.api.PackingLimits;
import io.slotwise.sharding.api.PagedHeader;
import io.slotwise.sharding.api.Pages;
import io.slotwise.sharding.api.Value;
import java.util.Collection;
import java.util.random.RandomGenerator;

/** Another database than the selected one, in the same turn and the same commit. */
final class DatabaseView implements Keyspace {
  private final TurnKeyspace turn;
  private final int database;
  private final SlotTable[] tables;

  DatabaseView(TurnKeyspace turn, int database, SlotTable[] tables) {
    this.turn = turn;
    this.database = database;
    this.tables = tables;
  }

  @Override
  public long nowMs() {
    return turn.nowMs();
  }

  @Override
  public RandomGenerator random() {
    return turn.random();
  }

  @Override
  public int database() {
    return database;
  }

  @Override
  public Value read(Bytes key) {
    return turn.read(tables, database, key);
  }

  @Override
  public Value look(Bytes key) {
    return turn.look(tables, database, key);
  }

  @Override
  public Value peek(Bytes key) {
    return turn.peek(tables, database, key);
  }

  @Override
  public void put(Bytes key, Value value) {
    turn.put(database, key, value);
  }

  @Override
  public boolean delete(Bytes key) {
    return turn.delete(tables, database, key);
  }

  @Override
  public Pages pages(Bytes key) {
    return turn.pages(database, key);
  }

  @Override
  public Pages pages(Bytes key, PagedHeader collection) {
    return turn.pages(database, key, collection);
  }

  @Override
  public boolean leavePages() {
    return turn.leavePages();
  }

  @Override
  public long newCollection(Bytes key) {
    return turn.newCollection(key);
  }

  @Override
  public void willVisit(long elements) {
    turn.willVisit(elements);
  }

  @Override
  public void willTouch(Collection<Bytes> keys) {
    turn.willTouch(keys);
  }

  @Override
  public Keyspace in(int otherDatabase) {
    return turn.in(otherDatabase);
  }

  @Override
  public void keyEvent(KeyEventType type, String event, Bytes key) {
    turn.keyEvent(database, type, event, key);
  }

  @Override
  public StringBounds stringBounds() {
    return turn.stringBounds();
  }

  @Override
  public PackingLimits packing() {
    return turn.packing();
  }

  @Override
  public boolean listens(KeyEventType type) {
    return turn.listens(type);
  }

  @Override
  public long version(Bytes key) {
    return turn.version(tables, key);
  }

  @Override
  public KeyUse use(Bytes key) {
    return turn.use(tables, database, key);
  }

  @Override
  public void setUse(Bytes key, KeyUse use) {
    turn.setUse(tables, database, key, use);
  }
}
