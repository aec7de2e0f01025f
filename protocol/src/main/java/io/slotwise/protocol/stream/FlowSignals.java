package io.slotwise.protocol.stream;

import akka.stream.stage.AsyncCallback;

/** Carries the socket's signals into the stages that wait for them. */
final class FlowSignals implements FlowSocket.Signals {

  private AsyncCallback<FlowSignals> onInput;
  private AsyncCallback<FlowSignals> onRoom;
  private AsyncCallback<FlowSignals> onClosed;

  void setOnInput(AsyncCallback<FlowSignals> callback) {
    onInput = callback;
  }

  void setOnRoom(AsyncCallback<FlowSignals> callback) {
    onRoom = callback;
  }

  void setOnClosed(AsyncCallback<FlowSignals> callback) {
    onClosed = callback;
  }

  @Override
  public void input() {
    invoke(onInput);
  }

  @Override
  public void room() {
    invoke(onRoom);
  }

  @Override
  public void closed() {
    invoke(onClosed);
  }

  /** A stage that has not started yet looks at the socket itself when it does. */
  private void invoke(AsyncCallback<FlowSignals> callback) {
    if (callback != null) {
      callback.invoke(this);
    }
  }
}
