package io.slotwise.sharding.api;

import io.slotwise.protocol.Bytes;

/**
 * The connection that a request came on, as far as commands may see it. Used on its event loop
 * only.
 */
public interface Session {

  /** Unique for the life of the node, ascending. */
  long id();

  /** The selected logical database. */
  int database();

  void selectDatabase(int database);

  /** 2 or 3. */
  int respVersion();

  /** Whether its reads leave the last use of keys as it is (CLIENT NO-TOUCH). */
  boolean isNoTouch();

  /** {@code 127.0.0.1:53124}: for SLOWLOG. */
  String clientAddress();

  /** Whether the client is on this machine: what {@code local} means in the configuration. */
  boolean isLocal();

  /** What CLIENT SETNAME set, else empty. */
  Bytes clientName();

  /**
   * Remembers a key as it is now: EXEC runs nothing if it is another by then.
   *
   * @param version see {@link Keyspace#version}
   */
  void watch(Bytes key, long version);

  /**
   * Keeps an argument of the request that is running out of MONITOR and SLOWLOG: it is a secret.
   *
   * @param index counted from the command's name = 0
   */
  void hideArgument(int index);
}
