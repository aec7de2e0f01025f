package io.slotwise.sharding.store;

import io.slotwise.protocol.Args;
import io.slotwise.protocol.Bytes;
import io.slotwise.protocol.Slots;
import io.slotwise.sharding.api.KeyEventType;
import io.slotwise.sharding.api.KeyUse;
import io.slotwise.sharding.api.Keyspace;
import io.slotwise.sharding.api.PackingLimits;
import io.slotwise.sharding.api.PagedHeader;
import io.slotwise.sharding.api.Pages;
import io.slotwise.sharding.api.Value;
import io.slotwise.sharding.lock.LockTransaction;
import java.util.Collection;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * The keyspace as the holder of turns works on it. One object per thread that runs commands, used
 * again and again:
 *
 * <pre>
 * begin(now, database, mayBlock)     the turns of all slots to be touched are held from here
 *   onSlot(slot)                     optional: all keys until the next begin are in this slot
 *   ... reads and writes ...
 * commit() or rollback()             before the turns are given back
 * dependsOn()                        what a reply must wait for
 * </pre>
 *
 * A commit that fails (the log takes no more) has rolled back. After {@link ColdRead}, or anything
 * else thrown in between, the caller rolls back.
 *
 * <p>After {@link #holdingLocks}, turns are held for each {@link #proceed} and what follows it,
 * given back, and held together for the commit. A key that others have locked: {@link KeyLocked}.
 */
public final class TurnKeyspace implements Keyspace {

  /** Elements that a command may look at without holding up the connections of its event loop. */
  private static final long VISITS_MAX_ON_LOOP = 4096;

  private final StoreCore core;
  private final SlotTables slotTables;
  private final KeyHash keyHash;
  private final Prefetch prefetch;
  private final HeldTurns turns;
  private final TurnLocks locks;
  private final TurnEntries entries;
  private final WriteSet writes;
  private final Burials burials;
  private final TurnCommit toCommit;
  private final KeyEvents events;
  private final KeyUsage usage;
  private final SplittableRandom random = new SplittableRandom();

  /** Null for the one of the store. */
  private KeyWriteListener writeListener;

  private final KeyspaceTallies tallies = new KeyspaceTallies();

  private long nowMs;
  private int database;
  private SlotTable[] tables;
  private boolean touches;

  TurnKeyspace(StoreCore core) {
    this.core = core;
    this.slotTables = core.tables;
    this.keyHash = core.keyHash;
    this.locks = new TurnLocks(core.locks);
    this.turns = new HeldTurns(core.turns);
    this.prefetch = new Prefetch(core.keyHash);
    this.usage = new KeyUsage(random.nextLong());
    this.entries = new TurnEntries(core, turns, usage);
    this.writes = entries.writes;
    this.burials = new Burials(entries, core.tables);
    this.toCommit = new TurnCommit(core, entries, burials);
    this.events = new KeyEvents(core);
  }

  /** From now on tells this listener of what is written through this keyspace, and no other. */
  public void setWriteListener(KeyWriteListener listener) {
    writeListener = listener;
  }

  KeyspaceTallies tallies() {
    return tallies;
  }

  /**
   * Starts a command.
   *
   * @param mayBlock whether reads may wait for the disk; otherwise they may throw {@link ColdRead}
   */
  public void begin(long nowMs, int database, boolean mayBlock) {
    entries.begin(mayBlock);
    this.nowMs = nowMs;
    this.database = database;
    this.tables = tablesOf(database);
    turns.begin(mayBlock);
    locks.begin();
    this.touches = true;
    usage.begin(nowMs);
  }

  /** The command is run for somebody whose locks are not in its way, in turns held to its end. */
  public void actingFor(LockTransaction lockHolder) {
    locks.begin(lockHolder, false);
  }

  /**
   * From here to the commit turns may be given back between commands: what is written is seen by
   * nobody else, and what is touched must be locked.
   */
  public void holdingLocks(LockTransaction lockHolder) {
    locks.begin(lockHolder, true);
    entries.beginPrivate();
  }

  /**
   * Starts another command that is to be committed together with those before it: everything since
   * {@link #begin} is one.
   */
  public void proceed(int inDatabase) {
    this.database = inDatabase;
    this.tables = tablesOf(inDatabase);
    turns.proceed();
    this.touches = true;
  }

  /** The turns are given back for now, before the commit: see {@link #holdingLocks}. */
  public void pause() {
    turns.giveBack();
  }

  /** Reads until the next begin do not count as uses of their keys (CLIENT NO-TOUCH). */
  public void withoutTouching() {
    touches = false;
  }

  /**
   * Whose turns are held, where that is more than the one slot.
   *
   * @param slots ascending
   */
  public void holding(int[] slots) {
    turns.holding(slots);
  }

  /** Spares the computing of slots when all keys of the command are known to be in one. */
  public void onSlot(int slot) {
    turns.onSlot(slot);
  }

  /**
   * Has the processor fetch what requests with one key each are going to read. Needs no turn and
   * changes nothing.
   *
   * @param slots of each request's key, negative for a request to pass over
   * @param keys where in each request its key stands
   */
  public void prefetch(int inDatabase, List<Args> requests, int[] slots, int[] keys) {
    prefetch.run(tablesOf(inDatabase), requests, slots, keys);
  }

  /** The log position that a reply must wait for: the last change of anything read or written. */
  public long dependsOn() {
    return entries.dependsOn();
  }

  /**
   * Makes the changes of this command real: one record in the log, visible to the next turn.
   *
   * @return whether there were any; then the log needs a commit before long
   */
  public boolean commit() {
    // Only now: a command that is run again because a read was cold counts once.
    tallies.settleReads();
    if (entries.isPrivate()) {
      entries.publish();
    }
    boolean writesAny = writes.count() != 0;
    if (writesAny) {
      commitWrites();
    }
    events.tell(dependsOn());
    turns.giveBack();
    return writesAny;
  }

  /** The slots, ascending, whose turns the commit of a transaction with locks needs. */
  public int[] writtenSlots() {
    return turns.andEverTaken(entries.privatelyWrittenSlots());
  }

  /** Takes everything back since {@link #begin} or the last commit. */
  public void rollback() {
    entries.rollback();
    burials.rollback();
    events.rollbackTo(0);
    tallies.forget();
    turns.giveBack();
  }

  /**
   * What has been written at this moment. Running the result takes back everything since, until the
   * next commit or rollback.
   */
  public Runnable savepoint() {
    Runnable writesAndPages = burials.savepoint();
    int eventCount = events.count();
    return () -> {
      writesAndPages.run();
      events.rollbackTo(eventCount);
    };
  }

  private void commitWrites() {
    long position;
    try {
      position = toCommit.append();
    } catch (RuntimeException | OutOfMemoryError e) {
      rollback();
      throw e;
    }
    if (position == 0) {
      return;
    }
    toCommit.settle(position, writeListener == null ? core.keyWrites : writeListener);
    tallies.commits.add(1);
    tallies.settleExpired(core.tallies.expiredKeys);
  }

  @Override
  public long nowMs() {
    return nowMs;
  }

  @Override
  public RandomGenerator random() {
    return random;
  }

  @Override
  public int database() {
    return database;
  }

  @Override
  public Value read(Bytes key) {
    return read(tables, database, key);
  }

  @Override
  public Value look(Bytes key) {
    return look(tables, database, key);
  }

  @Override
  public Value peek(Bytes key) {
    return peek(tables, database, key);
  }

  @Override
  public void put(Bytes key, Value value) {
    put(database, key, value);
  }

  @Override
  public boolean delete(Bytes key) {
    return delete(tables, database, key);
  }

  @Override
  public long version(Bytes key) {
    return version(tables, key);
  }

  @Override
  public KeyUse use(Bytes key) {
    return use(tables, database, key);
  }

  @Override
  public void setUse(Bytes key, KeyUse use) {
    setUse(tables, database, key, use);
  }

  @Override
  public Pages pages(Bytes key) {
    return pages(database, key);
  }

  @Override
  public Pages pages(Bytes key, PagedHeader collection) {
    return pages(database, key, collection);
  }

  @Override
  public boolean leavePages() {
    return core.leavePages();
  }

  @Override
  public long newCollection(Bytes key) {
    long collection = PagedHeader.numberIn(turns.slotOf(key), random.nextLong());
    burials.born(collection);
    return collection;
  }

  @Override
  public void willVisit(long elements) {
    if (!entries.mayBlock() && elements > VISITS_MAX_ON_LOOP) {
      throw ColdRead.INSTANCE;
    }
  }

  @Override
  public void willTouch(Collection<Bytes> keys) {
    for (Bytes key : keys) {
      locks.check(Slots.of(key), database, key, false);
    }
    turns.require(keys.stream().mapToInt(Slots::of));
  }

  @Override
  public Keyspace in(int otherDatabase) {
    if (otherDatabase == database) {
      return this;
    }
    return new DatabaseView(this, otherDatabase, tablesOf(otherDatabase));
  }

  @Override
  public void keyEvent(KeyEventType type, String event, Bytes key) {
    keyEvent(database, type, event, key);
  }

  @Override
  public boolean listens(KeyEventType type) {
    return core.keyEvents.wants(type);
  }

  @Override
  public StringBounds stringBounds() {
    return core.stringBounds;
  }

  @Override
  public PackingLimits packing() {
    return core.packing;
  }

  Pages pages(int inDatabase, Bytes key) {
    return pagesIn(turns.slotOf(key), inDatabase);
  }

  Pages pages(int inDatabase, Bytes key, PagedHeader collection) {
    int pageSlot = collection.slotOfPages(turns.slotOf(key));
    if (collection.isAway()) {
      turns.takeToo(pageSlot);
    }
    return pagesIn(pageSlot, inDatabase);
  }

  private Pages pagesIn(int slot, int inDatabase) {
    int place = core.places.of(inDatabase);
    return new TurnPages(entries, slotTables.getOrCreatePages(place, slot));
  }

  void keyEvent(int inDatabase, KeyEventType type, String event, Bytes key) {
    events.add(inDatabase, type, event, key);
  }

  Value read(SlotTable[] from, int inDatabase, Bytes key) {
    Entry entry = counted(from, inDatabase, key);
    if (entry == null) {
      return null;
    }
    if (touches) {
      usage.touch(entry);
    }
    return entry.value;
  }

  Value look(SlotTable[] from, int inDatabase, Bytes key) {
    Entry entry = counted(from, inDatabase, key);
    return entry == null ? null : entry.value;
  }

  /** The entry of a key that is there, or null: a hit or a miss. */
  private Entry counted(SlotTable[] from, int inDatabase, Bytes key) {
    Entry entry = lookUp(from, inDatabase, key, false);
    if (entry == null || entry.value == null) {
      tallies.miss();
      keyEvent(inDatabase, KeyEventType.KEY_MISS, "keymiss", key);
      return null;
    }
    tallies.hit();
    return entry;
  }

  Value peek(SlotTable[] from, int inDatabase, Bytes key) {
    Entry entry = lookUp(from, inDatabase, key, false);
    return entry == null ? null : entry.value;
  }

  /** Of what was committed, whoever has locked the key: he comes later in the order of all. */
  long version(SlotTable[] from, Bytes key) {
    Entry entry = find(from[turns.slotOf(key)], key, false);
    return entry == null || entry.value == null ? 0 : entry.position;
  }

  KeyUse use(SlotTable[] from, int inDatabase, Bytes key) {
    Entry entry = lookUp(from, inDatabase, key, false);
    return entry == null || entry.value == null ? null : usage.use(entry);
  }

  void setUse(SlotTable[] from, int inDatabase, Bytes key, KeyUse use) {
    Entry entry = lookUp(from, inDatabase, key, false);
    if (entry != null && entry.value != null) {
      usage.setUse(entry, use);
    }
  }

  boolean delete(SlotTable[] from, int inDatabase, Bytes key) {
    Entry entry = lookUp(from, inDatabase, key, true);
    if (entry == null || entry.value == null) {
      return false;
    }
    entries.change(from[turns.slotOf(key)], entry, null);
    return true;
  }

  void put(int inDatabase, Bytes key, Value value) {
    if (value.isExpired(nowMs)) {
      delete(tablesOf(inDatabase), inDatabase, key);
      return;
    }
    int keySlot = turns.slotOf(key);
    if (locks.matterIn(keySlot)) {
      locks.check(keySlot, inDatabase, key, true);
    }
    SlotTable table = slotTables.getOrCreate(core.places.of(inDatabase), keySlot);
    Entry entry = entries.findOrInsert(table, key);
    if (entry.value != null && entry.value.isExpired(nowMs)) {
      entry = expire(table, entry);
    }
    entries.change(table, entry, value);
  }

  private SlotTable[] tablesOf(int inDatabase) {
    return slotTables.ofDatabase(core.places.of(inDatabase));
  }

  /** The entry of a key, its value null if it is absent or expired; or null, if it is absent. */
  private Entry lookUp(SlotTable[] from, int inDatabase, Bytes key, boolean forWriting) {
    int keySlot = turns.slotOf(key);
    boolean mayExpire = true;
    if (locks.matterIn(keySlot)) {
      locks.check(keySlot, inDatabase, key, forWriting);
      mayExpire = locks.allowChange(keySlot, inDatabase, key);
    }
    return find(from[keySlot], key, mayExpire);
  }

  private Entry find(SlotTable table, Bytes key, boolean mayExpire) {
    if (table == null) {
      return null;
    }
    entries.dependOn(table);
    Entry entry = entries.find(table, key);
    if (entry != null && entry.value != null && entry.value.isExpired(nowMs)) {
      return mayExpire ? expire(table, entry) : null;
    }
    return entry;
  }

  /** Whether nobody has locked the key, so that it may be changed. */
  boolean mayChange(SlotTable table, Bytes key) {
    return locks.allowChange(table.slot, core.places.databaseAt(table.database), key);
  }

  /**
   * The owner of a slot deletes an expired key when it meets one, and says so in the log.
   *
   * @return the entry, which is empty now
   */
  Entry expire(SlotTable table, Entry entry) {
    Entry emptied = entries.change(table, entry, null);
    tallies.expired();
    keyEvent(
        core.places.databaseAt(table.database),
        KeyEventType.EXPIRED,
        "expired",
        Bytes.wrap(entry.key));
    return emptied;
  }
}
