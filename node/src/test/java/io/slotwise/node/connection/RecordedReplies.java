package io.slotwise.node.connection;

import io.slotwise.protocol.Bytes;
import io.slotwise.protocol.Reply;
import io.slotwise.protocol.resp.ReplyEncoder;
import io.slotwise.protocol.stream.ReplyWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Notes what happens to the replies of a batch, one word or one reply (RESP2) each. */
public final class RecordedReplies implements ReplyWriter {

  final List<String> events = new ArrayList<>();
  long dependsOn;

  /** What was written, without what else happened. */
  public List<String> written() {
    return events.stream().filter(event -> !event.startsWith("(")).toList();
  }

  public boolean isFinished() {
    return events.contains("(finished)");
  }

  @Override
  public void write(Reply reply) {
    ReplyEncoder encoder = new ReplyEncoder();
    encoder.encode(reply, 2);
    String wire = new String(encoder.array(), 0, encoder.length(), StandardCharsets.ISO_8859_1);
    events.add(wire.trim().replace("\r\n", " "));
  }

  @Override
  public void writeEncoded(Bytes reply) {
    events.add(reply.latin1().trim().replace("\r\n", " "));
  }

  @Override
  public void dependsOn(long logPosition) {
    dependsOn = Math.max(dependsOn, logPosition);
  }

  @Override
  public void flush() {
    events.add("(flush)");
  }

  @Override
  public void closeAfterwards() {
    events.add("(close)");
  }

  @Override
  public void finished() {
    events.add("(finished)");
  }
}
