package io.slotwise.sharding.api;

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
}
