package io.slotwise.node.command;

import io.slotwise.node.connection.ClientRegistry;
import io.slotwise.node.connection.ClientSession;
import io.slotwise.protocol.Args;
import io.slotwise.protocol.Bytes;
import io.slotwise.protocol.CommandError;
import io.slotwise.protocol.Errors;
import io.slotwise.protocol.Numbers;
import io.slotwise.protocol.Replies;
import io.slotwise.protocol.Reply;

/** CLIENT KILL, the old form by address and the new one by filters. */
final class ClientKill {

  private final ClientRegistry registry;

  ClientKill(ClientRegistry registry) {
    this.registry = registry;
  }

  /**
   * {@code CLIENT KILL ip:port} or {@code CLIENT KILL filter value [...]}. Reply: OK to the old
   * form, how many were closed to the new one. Errors, in order of the words: ERR No such client
   * (old form); ERR client-id should be greater than 0; ERR Unknown client type; ERR No such user;
   * ERR syntax error. A client that closes itself gets its reply first.
   */
  Reply run(ClientSession killer, Args args) {
    if (args.count() == 3) {
      Filters address = new Filters(null, null, args.get(2), null, false);
      return kill(killer, address) == 0 ? Errors.err("No such client") : Replies.OK;
    }
    return Replies.integer(kill(killer, Filters.parse(args)));
  }

  private int kill(ClientSession killer, Filters filters) {
    int killed = 0;
    for (ClientSession client : registry.all()) {
      if (!filters.match(client) || client == killer && filters.skipMe()) {
        continue;
      }
      if (client == killer) {
        client.closeAfterReply();
      } else {
        client.connection().close();
      }
      killed++;
    }
    return killed;
  }

  /** Each null where it was not given. */
  private record Filters(
      Long id, ClientType type, Bytes address, Bytes localAddress, boolean skipMe) {

    static Filters parse(Args args) {
      Long id = null;
      ClientType type = null;
      Bytes address = null;
      Bytes localAddress = null;
      boolean skipMe = true;
      for (int i = 2; i < args.count(); i += 2) {
        if (i + 1 == args.count()) {
          throw new CommandError(Errors.syntax());
        } else if (args.is(i, "id")) {
          id = id(args.get(i + 1));
        } else if (args.is(i, "type")) {
          type = ClientType.named(args.get(i + 1));
        } else if (args.is(i, "addr")) {
          address = args.get(i + 1);
        } else if (args.is(i, "laddr")) {
          localAddress = args.get(i + 1);
        } else if (args.is(i, "user")) {
          // Everybody acts as the default user, so naming it filters nobody.
          requireDefaultUser(args.get(i + 1));
        } else if (args.is(i, "skipme")) {
          skipMe = yesOrNo(args, i + 1);
        } else {
          throw new CommandError(Errors.syntax());
        }
      }
      return new Filters(id, type, address, localAddress, skipMe);
    }

    private static long id(Bytes text) {
      if (!Numbers.isInteger(text) || Numbers.integer(text) < 1) {
        throw new CommandError(Errors.err("client-id should be greater than 0"));
      }
      return Numbers.integer(text);
    }

    private static void requireDefaultUser(Bytes user) {
      if (!user.equals(Bytes.of("default"))) {
        throw new CommandError(Errors.err("No such user '" + Errors.oneLine(user.latin1()) + "'"));
      }
    }

    private static boolean yesOrNo(Args args, int index) {
      if (!args.is(index, "yes") && !args.is(index, "no")) {
        throw new CommandError(Errors.syntax());
      }
      return args.is(index, "yes");
    }

    boolean match(ClientSession client) {
      return (id == null || client.id() == id)
          && (type == null || type.includes(client))
          && (address == null || address.equals(Bytes.of(client.clientAddress())))
          && (localAddress == null || localAddress.equals(Bytes.of(client.localAddress())));
    }
  }
}
