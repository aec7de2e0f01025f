package io.slotwise.protocol.net;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.slotwise.protocol.Args;
import io.slotwise.protocol.Bytes;
import io.slotwise.protocol.Reply;
import io.slotwise.protocol.resp.RequestParser;
import io.slotwise.protocol.stream.Connection;
import io.slotwise.protocol.stream.FlowSocket;
import io.slotwise.protocol.stream.RequestBatch;
import io.slotwise.protocol.stream.RequestHandler;
import java.io.IOException;
import java.net.SocketAddress;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One client's socket: reads into the parser, hands batches to the flow, encodes what the flow
 * writes, and is flushed by its {@link ServerLoop} at the end of each turn.
 *
 * <p>Fields are written on the event loop only. The figures may be read from elsewhere and are then
 * a little old, which does no harm.
 */
final class SocketConnection extends ChannelInboundHandlerAdapter
    implements Connection, FlowSocket {

  private static final Logger log = LoggerFactory.getLogger(SocketConnection.class);

  /** A connection that is to close but whose client does not read is closed after this. */
  private static final long CLOSING_NANOS_MAX = TimeUnit.SECONDS.toNanos(10);

  private final ServerLoop owner;
  private final LoopState loop;
  private final long id;
  private final RequestParser parser;
  private Channel channel;
  private Intake intake;
  private OutputQueue output;
  private ReplyStretch stretch;
  private LimitWatch watch;
  private RequestHandler handler;
  private Signals signals;

  private RequestBatch parsed;
  private boolean inputWanted;
  private boolean inputEnded;
  private final BatchSize batchSize = new BatchSize();
  private volatile boolean open = true;
  private boolean closing;
  private long closingSinceNanos;
  private long bytesRead;
  private long bytesReadBefore;
  private long lastReadNanos;

  /** Place in the owner's list, and whether it is to be looked at when the turn ends. */
  int listIndex = -1;

  boolean inTurn;
  boolean awaiting;

  SocketConnection(ServerLoop owner, LoopState loop, long id) {
    this.owner = owner;
    this.loop = loop;
    this.id = id;
    this.parser = new RequestParser(owner.limits());
  }

  @Override
  public void channelActive(ChannelHandlerContext context) {
    channel = context.channel();
    intake = new Intake(channel, owner.limits().inputRoom());
    output = new OutputQueue(channel, loop.encoder);
    stretch = new ReplyStretch(loop, output);
    lastReadNanos = System.nanoTime();
    watch = new LimitWatch(lastReadNanos);
    if (!owner.admit(this)) {
      open = false;
      return;
    }
    try {
      handler = owner.newHandler(this);
      owner.startFlow(this, handler);
    } catch (RuntimeException e) {
      log.error("A connection could not be opened: id={}", id, e);
      close();
    }
  }

  Channel channel() {
    return channel;
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    boolean admitted = listIndex >= 0;
    open = false;
    parsed = null;
    if (output != null) {
      output.discard();
      intake.end();
    }
    if (admitted) {
      owner.remove(this);
    }
    if (signals != null) {
      signals.closed();
    }
    if (handler != null) {
      RequestHandler gone = handler;
      handler = null;
      gone.closed();
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    if (cause instanceof IOException) {
      log.debug("Connection broken: id={}", id, cause);
    } else {
      log.error("Connection failed: id={}", id, cause);
    }
    close();
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    if (event instanceof ChannelInputShutdownEvent) {
      inputEnded = true;
      if (!open || handler == null || handler.isBlocked()) {
        close();
      } else if (inputWanted) {
        inputWanted = false;
        signals.input();
      }
    }
  }

  @Override
  public void close() {
    open = false;
    channel.close();
  }

  @Override
  public void closeOnceFlushed() {
    execute(
        () -> {
          if (open && !closing) {
            closing = true;
            closingSinceNanos = System.nanoTime();
            output.submit();
            intake.setStopped(true);
            owner.touch(this);
          }
        });
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    ByteBuf in = (ByteBuf) message;
    try {
      int size = in.readableBytes();
      bytesRead += size;
      if (open && !closing) {
        int at = parser.reserve(size);
        in.readBytes(parser.array(), at, size);
        parser.received(size);
      }
    } finally {
      in.release();
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext context) {
    if (bytesRead == bytesReadBefore) {
      return;
    }
    long size = bytesRead - bytesReadBefore;
    owner.counters().bytesIn.add(size);
    bytesReadBefore = bytesRead;
    lastReadNanos = System.nanoTime();
    if (parser.isOverLimit()) {
      log.warn("Query buffer limit passed: id={} bytes={}", id, parser.pendingBytes());
      owner.counters().queryBufferEvictions.increment();
      close();
      return;
    }
    if (inputWanted) {
      parsed = parse();
      if (parsed != null) {
        inputWanted = false;
        signals.input();
      }
    }
    intake.received(size, parser.pendingBytes(), !inputWanted);
  }

  @Override
  public RequestBatch nextBatch() {
    RequestBatch batch = parsed;
    parsed = null;
    if (batch == null && open && !closing) {
      intake.executed(parser.pendingBytes() + handler.heldBytes());
      batch = parse();
    }
    if (batch == null) {
      inputWanted = true;
    } else {
      batchSize.begin(batch.requests().size(), output.appendedBytes());
    }
    intake.parsed(parser.pendingBytes(), batch != null);
    return batch;
  }

  private RequestBatch parse() {
    List<Args> requests = parser.nextBatch(batchSize.requestsMax(owner.limits()));
    String error = parser.protocolError();
    return requests.isEmpty() && error == null
        ? null
        : new RequestBatch(requests, error, lastReadNanos);
  }

  @Override
  public boolean inputEnded() {
    return inputEnded || closing || !open;
  }

  @Override
  public void setReading(boolean reading) {
    intake.setStopped(!reading || closing);
  }

  @Override
  public void setUnauthenticated(boolean on) {
    parser.setUnauthenticated(on);
  }

  @Override
  public void attach(Signals flowSignals) {
    signals = flowSignals;
  }

  @Override
  public void beginReplies() {
    stretch.begin();
  }

  @Override
  public void endReplies() {
    stretch.end();
  }

  @Override
  public void write(Reply reply) {
    if (open) {
      stretch.write(reply);
    }
  }

  @Override
  public void writeEncoded(Bytes reply) {
    if (open) {
      stretch.writeEncoded(reply);
    }
  }

  @Override
  public void dependsOn(long logPosition) {
    if (open) {
      output.dependsOn(logPosition, owner.gate());
      owner.dependsOn(logPosition);
      owner.touch(this);
    }
  }

  @Override
  public void submit() {
    if (!open) {
      return;
    }
    stretch.flush();
    batchSize.adapt(output.appendedBytes(), owner.limits());
    if (output.hasUnsubmitted()) {
      output.submit();
      owner.touch(this);
      enforceOutputLimit(System::nanoTime);
    }
  }

  @Override
  public void push(Reply reply) {
    execute(() -> pushOnLoop(reply));
  }

  @Override
  public void push(Reply reply, long logPosition) {
    if (logPosition > 0) {
      dependsOn(logPosition);
    }
    pushOnLoop(reply);
  }

  private void pushOnLoop(Reply reply) {
    if (!open || closing) {
      return;
    }
    boolean betweenReplies = stretch.isUnderWay() || output.hasUnsubmitted();
    stretch.push(reply);
    if (!betweenReplies) {
      output.submit();
      owner.touch(this);
    }
    enforceOutputLimit(System::nanoTime);
  }

  /**
   * Ends a turn: lets out what the log is durable for. Returns the position still awaited, or 0.
   */
  long endTurn(long durable, long settled) {
    inTurn = false;
    if (output.isLost(owner.gate())) {
      close(); // Nobody knows whether the writes took place.
    }
    if (!channel.isActive()) {
      return 0;
    }
    long before = output.sentBytes();
    output.endTurn(durable, settled);
    owner.counters().bytesOut.add(output.sentBytes() - before);
    if (closing && output.isEmpty()) {
      channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
    } else if (output.goesOn()) {
      owner.touch(this);
    }
    return output.awaited();
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext context) {
    if (channel.isWritable() && open) {
      owner.touch(this);
    }
  }

  @Override
  public boolean isWritable() {
    boolean writable = output.isWritable();
    output.whenWritable(writable ? null : signals::room);
    return writable;
  }

  @Override
  public boolean isOutputFull() {
    return output.isFull();
  }

  @Override
  public void whenOutputTaken(Runnable code) {
    output.whenWritable(code);
    owner.touch(this);
  }

  /**
   * Once a second: idle clients, clients that do not read, clients that closed their side, and
   * those that were told of writes which are lost since.
   */
  void tick(long nowNanos) {
    intake.tick();
    enforceOutputLimit(() -> nowNanos);
    if (output.isLost(owner.gate())) {
      close();
    }
    watch.sent(output.sentBytes() - ChannelFacts.bufferedBytes(channel), nowNanos);
    boolean blocked = handler != null && handler.isBlocked();
    if (closing && nowNanos - closingSinceNanos > CLOSING_NANOS_MAX || inputEnded && blocked) {
      close();
    } else if (!blocked && watch.isIdle(owner.limits(), lastReadNanos, nowNanos)) {
      owner.counters().idleEvictions.increment();
      close();
    }
  }

  private void enforceOutputLimit(LongSupplier clock) {
    if (open && watch.isOutputPassed(owner.limits(), outputBufferBytes(), clock)) {
      log.warn("Output buffer limit passed: id={} bytes={}", id, outputBufferBytes());
      owner.counters().outputBufferEvictions.increment();
      close();
    }
  }

  @Override
  public long id() {
    return id;
  }

  @Override
  public SocketAddress remoteAddress() {
    return channel.remoteAddress();
  }

  @Override
  public SocketAddress localAddress() {
    return channel.localAddress();
  }

  @Override
  public int fileDescriptor() {
    return ChannelFacts.fileDescriptor(channel);
  }

  @Override
  public boolean isVerified() {
    return ChannelFacts.isVerified(channel);
  }

  @Override
  public int loopIndex() {
    return loop.index();
  }

  @Override
  public void execute(Runnable code) {
    if (loop.eventLoop().inEventLoop()) {
      code.run();
    } else {
      loop.eventLoop().execute(code);
    }
  }

  @Override
  public void later(Runnable code) {
    loop.eventLoop().execute(code);
  }

  @Override
  public boolean isOnLoop() {
    return loop.eventLoop().inEventLoop();
  }

  @Override
  public int respVersion() {
    return stretch.respVersion();
  }

  @Override
  public void setRespVersion(int version) {
    stretch.setRespVersion(version);
  }

  @Override
  public void setPushesApart() {
    stretch.setPushesApart();
    intake.setUnlimited();
  }

  @Override
  public void setClientClass(ClientClass newClass) {
    watch.setClientClass(newClass);
  }

  @Override
  public boolean isOpen() {
    return open;
  }

  @Override
  public long queryBufferBytes() {
    return Math.max(0, parser.pendingBytes());
  }

  @Override
  public long outputBufferBytes() {
    return output.heldBytes() + ChannelFacts.bufferedBytes(channel);
  }

  @Override
  public long bytesRead() {
    return bytesRead;
  }

  @Override
  public long bytesWritten() {
    return output.sentBytes();
  }

  @Override
  public long lastReadNanos() {
    return lastReadNanos;
  }
}
