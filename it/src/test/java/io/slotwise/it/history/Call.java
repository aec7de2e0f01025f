package io.slotwise.it.history;

import java.util.List;
import java.util.Objects;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.Transaction;
import redis.clients.jedis.params.SetParams;

/**
 * One operation on one string key, both as a client sends it and as the key's value answers it. The
 * value is null while the key does not exist.
 */
public sealed interface Call {

  /** What a call makes of the value, and what it answers. */
  record Effect(String value, String reply) {}

  /** What the call does to a key of this value. Counts and lengths are answered as decimal text. */
  Effect on(String value);

  /**
   * Sends the call and returns its reply. Throws {@link NotDone} when it certainly had no effect.
   */
  String send(Jedis jedis, String key);

  /** Whether the call leaves every value as it is. */
  default boolean onlyReads() {
    return false;
  }

  /** The server did not do what it was asked for, and said so. */
  final class NotDone extends RuntimeException {
    NotDone(String message) {
      super(message);
    }
  }

  /** {@code GET key}. */
  record Get() implements Call {
    @Override
    public Effect on(String value) {
      return new Effect(value, value);
    }

    @Override
    public String send(Jedis jedis, String key) {
      return jedis.get(key);
    }

    @Override
    public boolean onlyReads() {
      return true;
    }
  }

  /** {@code SET key written}. */
  record Set(String written) implements Call {
    @Override
    public Effect on(String value) {
      return new Effect(written, "OK");
    }

    @Override
    public String send(Jedis jedis, String key) {
      return jedis.set(key, written);
    }
  }

  /** {@code SET key written NX}. */
  record SetIfAbsent(String written) implements Call {
    @Override
    public Effect on(String value) {
      return value == null ? new Effect(written, "OK") : new Effect(value, null);
    }

    @Override
    public String send(Jedis jedis, String key) {
      return jedis.set(key, written, SetParams.setParams().nx());
    }
  }

  /** {@code SET key written GET}: answers with what was there before. */
  record Exchange(String written) implements Call {
    @Override
    public Effect on(String value) {
      return new Effect(written, value);
    }

    @Override
    public String send(Jedis jedis, String key) {
      return jedis.setGet(key, written);
    }
  }

  /** {@code APPEND key suffix}. */
  record Append(String suffix) implements Call {
    @Override
    public Effect on(String value) {
      String longer = value == null ? suffix : value + suffix;
      return new Effect(longer, Integer.toString(longer.length()));
    }

    @Override
    public String send(Jedis jedis, String key) {
      return Long.toString(jedis.append(key, suffix));
    }
  }

  /** {@code INCR key}, of a key that holds a number or nothing. */
  record Increment() implements Call {
    @Override
    public Effect on(String value) {
      String next = Long.toString(value == null ? 1 : Long.parseLong(value) + 1);
      return new Effect(next, next);
    }

    @Override
    public String send(Jedis jedis, String key) {
      return Long.toString(jedis.incr(key));
    }
  }

  /** {@code DEL key}. */
  record Delete() implements Call {
    @Override
    public Effect on(String value) {
      return new Effect(null, value == null ? "0" : "1");
    }

    @Override
    public String send(Jedis jedis, String key) {
      return Long.toString(jedis.del(key));
    }
  }

  /**
   * Writes only where the expected value is found: WATCH, GET and, if it is, MULTI, SET, EXEC. An
   * EXEC that was refused because the key changed says nothing of its value.
   */
  record CompareAndSet(String expected, String written) implements Call {
    @Override
    public Effect on(String value) {
      return Objects.equals(value, expected) ? new Effect(written, "OK") : new Effect(value, null);
    }

    @Override
    public String send(Jedis jedis, String key) {
      jedis.watch(key);
      if (!Objects.equals(jedis.get(key), expected)) {
        jedis.unwatch();
        return null;
      }
      Transaction transaction = jedis.multi();
      transaction.set(key, written);
      List<Object> replies = transaction.exec();
      if (replies == null) {
        throw new NotDone("the watched key changed");
      }
      return replies.get(0).toString();
    }
  }
}
