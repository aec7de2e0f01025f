package io.slotwise.sharding.store;

import io.slotwise.protocol.Bytes;
import io.slotwise.sharding.log.LogEntry;
import io.slotwise.sharding.log.StoreLog;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Queue;

/** A log that remembers what was appended, for a second store to do again. */
final class RecordedLog {

  /** A commit as a follower gets it. */
  record Commit(long position, Bytes effects) {}

  private final Queue<Commit> commits = new ArrayDeque<>();

  /** Takes the oldest commit that nobody has taken, or null. */
  Commit poll() {
    return commits.poll();
  }

  /** The same log, remembered. */
  LogSource of(LogSource source) {
    return (core, materialiser, replay, position) -> {
      StoreLog log = source.open(core, materialiser, replay, position);
      return (StoreLog)
          Proxy.newProxyInstance(
              StoreLog.class.getClassLoader(),
              new Class<?>[] {StoreLog.class},
              (proxy, method, arguments) -> {
                if (method.getName().equals("append")) {
                  return append(log, (LogEntry) arguments[0], (int) arguments[1]);
                }
                try {
                  return method.invoke(log, arguments);
                } catch (InvocationTargetException e) {
                  throw e.getCause();
                }
              });
    };
  }

  private long append(StoreLog log, LogEntry entry, int slot) {
    Bytes[] effects = new Bytes[1];
    long position =
        log.append(
            new LogEntry() {
              @Override
              public int sizeBytes() {
                return entry.sizeBytes();
              }

              @Override
              public int writeTo(byte[] target, int offset) {
                int end = entry.writeTo(target, offset);
                effects[0] = Bytes.wrap(Arrays.copyOfRange(target, offset, end));
                return end;
              }
            },
            slot);
    commits.add(new Commit(position, effects[0]));
    return position;
  }
}
