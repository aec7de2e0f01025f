package io.slotwise.protocol.stream;

import akka.stream.Attributes;
import akka.stream.Outlet;
import akka.stream.SourceShape;
import akka.stream.stage.AbstractOutHandler;
import akka.stream.stage.GraphStage;
import akka.stream.stage.GraphStageLogic;

/** One element for each readable batch, parsed when it is asked for. Ends with the input. */
final class BatchSource extends GraphStage<SourceShape<RequestBatch>> {

  private final Outlet<RequestBatch> out = Outlet.create("batches");
  private final FlowSocket socket;
  private final FlowSignals signals;

  BatchSource(FlowSocket socket, FlowSignals signals) {
    this.socket = socket;
    this.signals = signals;
  }

  @Override
  public SourceShape<RequestBatch> shape() {
    return SourceShape.of(out);
  }

  @Override
  public GraphStageLogic createLogic(Attributes attributes) {
    return new Logic();
  }

  private final class Logic extends GraphStageLogic {

    Logic() {
      super(shape());
      setHandler(
          out,
          new AbstractOutHandler() {
            @Override
            public void onPull() {
              pushNext();
            }
          });
    }

    @Override
    public void preStart() {
      signals.setOnInput(
          createAsyncCallback(
              signal -> {
                if (isAvailable(out)) {
                  pushNext();
                }
              }));
    }

    private void pushNext() {
      RequestBatch batch = socket.nextBatch();
      if (batch != null) {
        push(out, batch);
        if (batch.protocolError() != null) {
          complete(out);
        }
      } else if (socket.inputEnded()) {
        complete(out);
      }
    }
  }
}
