package io.slotwise.node.connection;

/**
 * Whether the node as a whole can serve requests: while slots open it cannot, and while the log
 * fails it takes no writes. Written by whoever finds out, from any thread; read before every
 * request.
 */
public final class NodeCondition {

  private volatile boolean loading;
  private volatile String logFailure;

  /** True while slots open after the start. */
  public void setLoading(boolean loading) {
    this.loading = loading;
  }

  /**
   * @param reason why nothing can be appended to the log ({@code No space left on device}), or null
   *     once it can
   */
  public void setLogFailure(String reason) {
    this.logFailure = reason;
  }

  public boolean isLoading() {
    return loading;
  }

  /** Null while the log takes writes. */
  public String logFailure() {
    return logFailure;
  }

  boolean isNormal() {
    return !loading && logFailure == null;
  }
}
