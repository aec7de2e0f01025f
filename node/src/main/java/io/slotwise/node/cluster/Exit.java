package io.slotwise.node.cluster;

/** What becomes of a node that cannot go on as it is. For any thread; returns at once. */
public interface Exit {

  /**
   * Has it stop and start again in its process.
   *
   * @param because for people
   */
  void startAgain(String because);

  /**
   * Has it stop for good, cleanly.
   *
   * @param because for people
   */
  void end(String because);
}
