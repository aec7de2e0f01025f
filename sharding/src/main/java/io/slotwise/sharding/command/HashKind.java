package io.slotwise.sharding.command;

import io.slotwise.protocol.Bytes;
import io.slotwise.sharding.api.Contents;
import io.slotwise.sharding.api.Keyspace;
import io.slotwise.sharding.api.Value;
import io.slotwise.sharding.collection.HashValue;
import io.slotwise.sharding.rdb.HashFormat;
import io.slotwise.sharding.rdb.RdbInput;
import io.slotwise.sharding.rdb.RdbOutput;
import io.slotwise.sharding.rdb.RdbType;
import java.util.Map;
import java.util.function.IntConsumer;

/** Hashes. A field whose deadline has passed is not there. */
final class HashKind implements ValueKind {

  @Override
  public long memoryBytes(Keyspace keys, Bytes key, Value value, long samplesMax) {
    HashValue hash = HashValue.open(keys, key, value);
    if (hash.isListpack()) {
      int bytes = HashFormat.compactBytes(fields -> addAll(hash, fields));
      return RedisMemory.OBJECT_BYTES + RedisMemory.allocated(bytes);
    }
    keys.willVisit(Math.min(samplesMax, hash.storedSize()));
    SizeMean mean = new SizeMean();
    long cursor = 0;
    do {
      cursor =
          hash.scan(
              cursor,
              1,
              (field, content) ->
                  mean.add(
                      RedisMemory.ENTRY_BYTES
                          + RedisMemory.string(field.length())
                          + RedisMemory.string(content.length())));
    } while (cursor != 0 && mean.samples() < samplesMax);
    long size = hash.storedSize();
    return RedisMemory.OBJECT_BYTES + RedisMemory.table(size) + mean.times(size);
  }

  @Override
  public void dump(Keyspace keys, Bytes key, Value value, RdbOutput out) {
    HashValue hash = HashValue.open(keys, key, value);
    keys.willVisit(hash.storedSize());
    long earliestMs = HashValue.earliestDeadlineMs(value);
    if (earliestMs == Long.MAX_VALUE) {
      HashFormat.write(out, hash.isListpack(), hash.size(), fields -> addAll(hash, fields));
    } else {
      HashFormat.writeWithDeadlines(
          out,
          earliestMs,
          hash.size(),
          fields ->
              hash.forEach((field, content) -> fields.add(field, content, hash.deadlineMs(field))));
    }
  }

  private static void addAll(HashValue hash, HashFormat.Fields fields) {
    hash.forEach((field, content) -> fields.add(field, content, HashFormat.NO_DEADLINE));
  }

  @Override
  public RestoredValue read(RdbType type, RdbInput in) {
    Map<Bytes, HashFormat.Field> fields = HashFormat.read(type, in);
    return (keys, key, expireAtMs) -> {
      keys.willVisit(fields.size());
      HashValue hash = HashValue.create(keys, key);
      fields.forEach(
          (name, field) -> {
            long deadlineMs = field.deadlineMs();
            if (deadlineMs == HashFormat.NO_DEADLINE) {
              hash.put(name, field.value());
            } else if (deadlineMs > keys.nowMs()) {
              hash.put(name, field.value(), deadlineMs);
            }
          });
      return hash.isEmpty() ? null : hash.toValue(expireAtMs);
    };
  }

  @Override
  public void forEachTreePage(Keyspace keys, Bytes key, Value value, IntConsumer visitor) {
    HashValue.open(keys, key, value).forEachTreePage(visitor);
  }

  @Override
  public void show(Keyspace keys, Bytes key, Value value, Contents.Visitor visitor) {
    HashValue hash = HashValue.open(keys, key, value);
    keys.willVisit(hash.storedSize());
    hash.forEach(visitor::pair);
  }
}
