package io.slotwise.node.connection;

/** Which replies a client wants (CLIENT REPLY). Used on the connection's event loop only. */
public final class ReplyFilter {

  private enum Mode {
    ON,
    OFF,
    /** The request that asked for it is still running. */
    SKIP_NEXT,
    SKIP_THIS
  }

  private Mode mode = Mode.ON;

  /** Every reply from the one to this request on. */
  public void on() {
    mode = Mode.ON;
  }

  /** None from the one to this request on. */
  public void off() {
    mode = Mode.OFF;
  }

  /** Neither the reply to this request nor to the next. */
  public void skip() {
    if (mode != Mode.OFF) {
      mode = Mode.SKIP_NEXT;
    }
  }

  /** To be asked once for each request, when it has run: whether its reply is to be written. */
  boolean takesReply() {
    return mode == Mode.ON || decide();
  }

  private boolean decide() {
    if (mode == Mode.SKIP_NEXT) {
      mode = Mode.SKIP_THIS;
    } else if (mode == Mode.SKIP_THIS) {
      mode = Mode.ON;
    }
    return false;
  }
}
