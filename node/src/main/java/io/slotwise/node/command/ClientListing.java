package io.slotwise.node.command;

import io.slotwise.node.connection.ClientRegistry;
import io.slotwise.node.connection.ClientSession;
import io.slotwise.node.pubsub.PubSub.Kind;
import io.slotwise.node.tracking.TrackingMode;
import io.slotwise.protocol.Args;
import io.slotwise.protocol.Bytes;
import io.slotwise.protocol.Errors;
import io.slotwise.protocol.Numbers;
import io.slotwise.protocol.Reply;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** CLIENT LIST and CLIENT INFO: a line of facts for each connection. */
final class ClientListing {

  private final ClientRegistry registry;

  ClientListing(ClientRegistry registry) {
    this.registry = registry;
  }

  /** {@code CLIENT INFO}. Reply: verbatim text, one line. */
  Reply info(ClientSession client, Args args) {
    return text(List.of(client));
  }

  /**
   * {@code CLIENT LIST [TYPE type] [ID id ...]}. Reply: verbatim text, a line for each connection.
   * Errors, in order: ERR Unknown client type; ERR Invalid client ID; ERR syntax error.
   */
  Reply list(ClientSession client, Args args) {
    if (args.count() == 2) {
      return text(registry.all());
    }
    if (args.count() == 4 && args.is(2, "type")) {
      ClientType type = ClientType.named(args.get(3));
      return text(registry.all().stream().filter(type::includes).toList());
    }
    if (args.count() > 3 && args.is(2, "id")) {
      return byIds(args);
    }
    return Errors.syntax();
  }

  private Reply byIds(Args args) {
    List<ClientSession> found = new ArrayList<>();
    for (int i = 3; i < args.count(); i++) {
      if (!Numbers.isInteger(args.get(i))) {
        return Errors.err("Invalid client ID");
      }
      ClientSession client = registry.find(Numbers.integer(args.get(i)));
      if (client != null) {
        found.add(client);
      }
    }
    return text(found);
  }

  private Reply text(Iterable<ClientSession> clients) {
    StringBuilder lines = new StringBuilder();
    for (ClientSession client : clients) {
      appendLine(lines, client);
    }
    byte[] bytes = lines.toString().getBytes(StandardCharsets.ISO_8859_1);
    return new Reply.Verbatim("txt", Bytes.wrap(bytes));
  }

  private void appendLine(StringBuilder line, ClientSession client) {
    var connection = client.connection();
    long now = registry.nowNanos();
    long queryBytes = connection.queryBufferBytes();
    long outputBytes = connection.outputBufferBytes();
    long queuedBytes = client.transaction().argumentBytes();
    line.append("id=").append(client.id());
    line.append(" addr=").append(client.clientAddress());
    line.append(" laddr=").append(client.localAddress());
    line.append(" fd=").append(connection.fileDescriptor());
    line.append(" name=").append(client.clientName());
    line.append(" age=").append(seconds(now - client.createdNanos()));
    line.append(" idle=").append(seconds(now - connection.lastReadNanos()));
    line.append(" flags=").append(flags(client));
    line.append(" db=").append(client.database());
    line.append(" sub=").append(client.subscriptions().count(Kind.CHANNEL));
    line.append(" psub=").append(client.subscriptions().count(Kind.PATTERN));
    line.append(" ssub=").append(client.subscriptions().count(Kind.SHARD_CHANNEL));
    line.append(" multi=").append(client.transaction().size());
    // There are no query buffers of a fixed size to be counted.
    line.append(" qbuf=").append(queryBytes).append(" qbuf-free=0 argv-mem=0");
    line.append(" multi-mem=").append(queuedBytes);
    line.append(" rbs=0 rbp=0 obl=0 oll=").append(outputBytes > 0 ? 1 : 0);
    line.append(" omem=").append(outputBytes);
    line.append(" tot-mem=").append(queryBytes + outputBytes + queuedBytes);
    line.append(" events=").append(outputBytes > 0 ? "rw" : "r");
    line.append(" cmd=").append(client.lastCommand() == null ? "NULL" : client.lastCommand());
    line.append(" user=").append(client.user());
    line.append(" redir=").append(client.redirection());
    line.append(" resp=").append(client.respVersion());
    line.append(" lib-name=").append(client.libraryName());
    line.append(" lib-ver=").append(client.libraryVersion());
    line.append('\n');
  }

  private static long seconds(long nanos) {
    return Math.max(0, TimeUnit.NANOSECONDS.toSeconds(nanos));
  }

  private static String flags(ClientSession client) {
    StringBuilder flags = new StringBuilder();
    if (client.isMonitor()) {
      flags.append('O');
    }
    if (!client.subscriptions().isEmpty()) {
      flags.append('P');
    }
    if (client.transaction().isOpen()) {
      flags.append('x');
    }
    if (client.blockade() != null) {
      flags.append('b');
    }
    TrackingMode tracking = client.tracking().mode();
    if (tracking != null) {
      flags.append('t');
      flags.append(client.tracking().isRedirectBroken() ? "R" : "");
      flags.append(tracking.broadcast() ? "B" : "");
    }
    if (client.isClosing()) {
      flags.append('c');
    }
    if (client.isNoEvict()) {
      flags.append('e');
    }
    if (client.isNoTouch()) {
      flags.append('T');
    }
    return flags.isEmpty() ? "N" : flags.toString();
  }
}
