package io.slotwise.protocol.stream;

import akka.stream.ActorAttributes;
import akka.stream.Attributes;
import akka.stream.Materializer;
import akka.stream.javadsl.Sink;
import akka.stream.javadsl.Source;

/**
 * The flow of one connection: batches of requests are read ({@link BatchSource}), executed one
 * after the other ({@link ExecuteStage}) and their replies released ({@link ReplySink}).
 *
 * <p>Demand is the back-pressure: the sink asks for the next batch when the client takes what it is
 * sent, the source parses it only then, and the socket is not read while much is waiting to be
 * parsed. Encoded replies do not travel through the stream: they wait at the socket, and the
 * stream's elements say when they may leave.
 */
public final class ConnectionFlow {

  private ConnectionFlow() {}

  /**
   * Starts the flow. It ends with the socket, and closes the socket when it ends.
   *
   * @param dispatcher id of the dispatcher that runs on the socket's event loop
   */
  public static void run(
      FlowSocket socket, RequestHandler handler, Materializer materializer, String dispatcher) {
    FlowSignals signals = new FlowSignals();
    socket.attach(signals);
    Source.fromGraph(new BatchSource(socket, signals))
        .via(new ExecuteStage(socket, handler, signals))
        .to(Sink.fromGraph(new ReplySink(socket, signals)))
        .addAttributes(ActorAttributes.dispatcher(dispatcher).and(Attributes.inputBuffer(1, 1)))
        .run(materializer);
  }
}
