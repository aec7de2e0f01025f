package io.slotwise.protocol.stream;

import akka.stream.Attributes;
import akka.stream.Inlet;
import akka.stream.SinkShape;
import akka.stream.stage.AbstractInHandler;
import akka.stream.stage.GraphStage;
import akka.stream.stage.GraphStageLogic;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Releases the replies of each answered batch, and asks for the next batch only while the client
 * takes them. Closes the socket when the flow ends, in whatever way.
 */
final class ReplySink extends GraphStage<SinkShape<Answered>> {

  private static final Logger log = LoggerFactory.getLogger(ReplySink.class);

  private final Inlet<Answered> in = Inlet.create("answered");
  private final FlowSocket socket;
  private final FlowSignals signals;

  ReplySink(FlowSocket socket, FlowSignals signals) {
    this.socket = socket;
    this.signals = signals;
  }

  @Override
  public SinkShape<Answered> shape() {
    return SinkShape.of(in);
  }

  @Override
  public GraphStageLogic createLogic(Attributes attributes) {
    return new Logic();
  }

  private final class Logic extends GraphStageLogic {

    private boolean ended;

    Logic() {
      super(shape());
      setHandler(
          in,
          new AbstractInHandler() {
            @Override
            public void onPush() {
              release(grab(in));
            }

            @Override
            public void onUpstreamFinish() {
              ended = true;
              socket.closeOnceFlushed();
              completeStage();
            }

            @Override
            public void onUpstreamFailure(Throwable failure) {
              log.error("A connection's flow failed", failure);
              failStage(failure);
            }
          });
    }

    @Override
    public void preStart() {
      signals.setOnRoom(createAsyncCallback(signal -> pullIfWritable()));
      pull(in);
    }

    @Override
    public void postStop() {
      if (!ended) {
        socket.close();
      }
    }

    private void release(Answered answered) {
      socket.submit();
      if (answered == Answered.GO_ON) {
        pullIfWritable();
      }
    }

    private void pullIfWritable() {
      if (!hasBeenPulled(in) && !isClosed(in) && socket.isWritable()) {
        pull(in);
      }
    }
  }
}
