package io.slotwise.protocol.stream;

import io.slotwise.protocol.Bytes;
import io.slotwise.protocol.Reply;

/** Where the replies of one batch go. Used on the connection's event loop only. */
public interface ReplyWriter {

  /** Encodes the reply in the protocol version that the connection speaks at this moment. */
  void write(Reply reply);

  /** Writes a reply that has been encoded already, in the version that the connection speaks. */
  void writeEncoded(Bytes reply);

  /** Nothing written so far leaves before the log is durable up to this position. */
  void dependsOn(long logPosition);

  /** Lets what was written so far out: for a batch whose next request has to wait. */
  void flush();

  /** Closes the connection once everything written has left (QUIT, a protocol error). */
  void closeAfterwards();

  /** The batch is answered. */
  void finished();
}
