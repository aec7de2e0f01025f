package io.slotwise.protocol.net;

import io.slotwise.protocol.Bytes;
import io.slotwise.protocol.Reply;
import io.slotwise.protocol.resp.ReplyEncoder;

/**
 * One connection's use of the encoder that all connections of a loop share.
 *
 * <p>While a connection's requests run, its replies collect in the encoder and are copied out once,
 * at the end of that stretch. A request may cause another connection of the loop to run, or push to
 * it, before it returns: stretches nest like calls, and one that is not on top writes to its output
 * at once, after what it has below.
 */
final class ReplyStretch {

  private static final int NONE = -1;
  private static final int RESP_WITH_PUSHES = 3;

  private final LoopState loop;
  private final OutputQueue output;
  private int respVersion = 2;
  private boolean pushesApart;

  /** Where the bytes that are not in the output yet begin in the encoder. */
  private int from = NONE;

  /** Where the stretch began: what the encoder goes back to. */
  private int origin;

  /** The stretch that this one was begun on top of. */
  private ReplyStretch below;

  ReplyStretch(LoopState loop, OutputQueue output) {
    this.loop = loop;
    this.output = output;
  }

  boolean isUnderWay() {
    return from != NONE;
  }

  void begin() {
    below = loop.encoding;
    loop.encoding = this;
    origin = loop.encoder.length();
    from = origin;
  }

  void end() {
    try {
      flush();
    } finally {
      // Whatever happened, the connections below find the encoder as they left it.
      loop.encoder.truncate(origin);
      from = NONE;
      loop.encoding = below;
      below = null;
    }
  }

  int respVersion() {
    return respVersion;
  }

  void setRespVersion(int version) {
    respVersion = version;
  }

  /** What is pushed has RESP3's form from now on. */
  void setPushesApart() {
    pushesApart = true;
  }

  /** Encodes behind everything that the connection has written so far. */
  void write(Reply reply) {
    write(reply, respVersion);
  }

  /** The same for what no request asked for. */
  void push(Reply reply) {
    write(reply, pushesApart ? RESP_WITH_PUSHES : respVersion);
  }

  private void write(Reply reply, int version) {
    ReplyEncoder encoder = loop.encoder;
    if (loop.encoding == this) {
      encoder.encode(reply, version, from, output);
      return;
    }
    flush();
    int mark = encoder.length();
    try {
      encoder.encode(reply, version, mark, output);
      copy(mark, encoder.length());
    } finally {
      encoder.truncate(mark);
    }
  }

  /** Takes bytes as they are, behind everything that the connection has written so far. */
  void writeEncoded(Bytes reply) {
    flush();
    if (reply.length() >= ReplyEncoder.LARGE_BYTES) {
      output.large(reply);
    } else {
      output.bytes(reply.array(), reply.offset(), reply.offset() + reply.length());
    }
  }

  /** Moves what has collected to the output. */
  void flush() {
    if (!isUnderWay()) {
      return;
    }
    if (loop.encoding == this) {
      copy(from, loop.encoder.length());
      loop.encoder.truncate(origin);
      from = origin;
    } else {
      int end = above().origin;
      copy(from, end);
      from = end;
    }
  }

  private void copy(int start, int end) {
    if (end > start) {
      output.bytes(loop.encoder.array(), start, end);
    }
  }

  private ReplyStretch above() {
    ReplyStretch stretch = loop.encoding;
    while (stretch.below != this) {
      stretch = stretch.below;
    }
    return stretch;
  }
}
