package io.slotwise.protocol.stream;

import akka.stream.Attributes;
import akka.stream.FlowShape;
import akka.stream.Inlet;
import akka.stream.Outlet;
import akka.stream.stage.AbstractInOutHandler;
import akka.stream.stage.AsyncCallback;
import akka.stream.stage.GraphStage;
import akka.stream.stage.GraphStageLogic;
import io.slotwise.protocol.Bytes;
import io.slotwise.protocol.Errors;
import io.slotwise.protocol.Reply;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Hands batches to the connection's handler, one at a time, and tells when each is answered. */
final class ExecuteStage extends GraphStage<FlowShape<RequestBatch, Answered>> {

  private static final Logger log = LoggerFactory.getLogger(ExecuteStage.class);

  private final Inlet<RequestBatch> in = Inlet.create("batches");
  private final Outlet<Answered> out = Outlet.create("answered");
  private final FlowSocket socket;
  private final RequestHandler handler;
  private final FlowSignals signals;

  ExecuteStage(FlowSocket socket, RequestHandler handler, FlowSignals signals) {
    this.socket = socket;
    this.handler = handler;
    this.signals = signals;
  }

  @Override
  public FlowShape<RequestBatch, Answered> shape() {
    return FlowShape.of(in, out);
  }

  @Override
  public GraphStageLogic createLogic(Attributes attributes) {
    return new Logic();
  }

  private final class Logic extends GraphStageLogic implements ReplyWriter {

    /** The batch that the handler has; null when it has none. */
    private RequestBatch underWay;

    private boolean insideRun;
    private boolean finished;
    private boolean closeAfterwards;
    private AsyncCallback<RequestBatch> onFinished;

    Logic() {
      super(shape());
      setHandlers(
          in,
          out,
          new AbstractInOutHandler() {
            @Override
            public void onPush() {
              execute(grab(in));
            }

            @Override
            public void onPull() {
              if (!isClosed(in)) {
                pull(in);
              }
            }

            @Override
            public void onUpstreamFinish() {
              if (underWay == null) {
                completeStage();
              }
            }
          });
    }

    @Override
    public void preStart() {
      onFinished = createAsyncCallback(batch -> answer());
      signals.setOnClosed(createAsyncCallback(signal -> completeStage()));
      if (!socket.isOpen()) {
        completeStage();
      }
    }

    private void execute(RequestBatch batch) {
      underWay = batch;
      finished = false;
      try {
        run(batch);
      } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
        // A fault of one connection's request must not reach the others on this loop.
        log.error("A request failed: requests={}", batch.requests().size(), e);
        socket.close();
        completeStage();
        return;
      }
      if (finished) {
        answer();
      }
    }

    private void run(RequestBatch batch) {
      insideRun = true;
      socket.beginReplies();
      try {
        if (batch.requests().isEmpty()) {
          finished = true;
        } else {
          handler.run(batch, this);
        }
      } finally {
        insideRun = false;
        socket.endReplies();
      }
    }

    private void answer() {
      String error = underWay.protocolError();
      underWay = null;
      if (!socket.isOpen()) {
        completeStage();
        return;
      }
      if (error != null && !closeAfterwards) {
        socket.write(Errors.err(error));
        closeAfterwards = true;
      }
      push(out, closeAfterwards ? Answered.CLOSE : Answered.GO_ON);
      if (closeAfterwards || isClosed(in)) {
        completeStage();
      }
    }

    @Override
    public void write(Reply reply) {
      if (socket.isOpen()) {
        socket.write(reply);
      }
    }

    @Override
    public void writeEncoded(Bytes reply) {
      if (socket.isOpen()) {
        socket.writeEncoded(reply);
      }
    }

    @Override
    public void dependsOn(long logPosition) {
      socket.dependsOn(logPosition);
    }

    @Override
    public void flush() {
      socket.submit();
    }

    @Override
    public void closeAfterwards() {
      closeAfterwards = true;
    }

    @Override
    public void finished() {
      if (finished || underWay == null) {
        throw new IllegalStateException("no batch is under way: finished=" + finished);
      }
      finished = true;
      if (!insideRun && socket.isOpen()) {
        onFinished.invoke(underWay);
      }
    }
  }
}
