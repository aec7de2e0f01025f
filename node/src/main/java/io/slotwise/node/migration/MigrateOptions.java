package io.slotwise.node.migration;

import io.slotwise.protocol.Args;
import io.slotwise.protocol.Bytes;
import io.slotwise.protocol.CommandError;
import io.slotwise.protocol.Errors;
import io.slotwise.protocol.Reply;
import io.slotwise.sharding.api.Session;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a MIGRATE asks for. It outlives the request's buffer.
 *
 * @param port negative where it cannot be one of an address
 * @param database of the target; whether it has that one is for the target to say
 * @param timeoutMs at most so long to connect, and for each write and each reply; positive
 * @param credentials the words behind AUTH, none where the target needs none
 */
public record MigrateOptions(
    String host,
    int port,
    long database,
    int timeoutMs,
    boolean copies,
    boolean replaces,
    List<Bytes> credentials,
    List<Bytes> keys) {

  private static final Reply.Error KEY_AND_KEYS =
      Errors.err(
          "When using MIGRATE KEYS option, the key argument must be set to the empty string");

  private static final Pattern LEADING_NUMBER = Pattern.compile("\\s*([+-]?\\d{1,18}).*");
  private static final int PORT_MASK = 0xffff;
  private static final int NO_ADDRESS = -1;
  private static final int TIMEOUT_MS_OTHERWISE = 1000;
  private static final int OPTIONS_FROM = 6;

  /**
   * Reads a request and hides the password in it.
   *
   * @throws CommandError in order: ERR syntax error, or a key besides KEYS; ERR value is not an
   *     integer or out of range, of the timeout and then of the database
   */
  public static MigrateOptions parse(Session session, Args args) {
    boolean copies = false;
    boolean replaces = false;
    List<Bytes> credentials = List.of();
    List<Bytes> keys = List.of(args.get(3).compact());
    for (int i = OPTIONS_FROM; i < args.count(); i++) {
      int following = args.count() - 1 - i;
      if (args.is(i, "copy")) {
        copies = true;
      } else if (args.is(i, "replace")) {
        replaces = true;
      } else if (args.is(i, "auth") && following >= 1) {
        credentials = hidden(session, args, i + 1, i + 2);
        i++;
      } else if (args.is(i, "auth2") && following >= 2) {
        credentials = hidden(session, args, i + 1, i + 3);
        i += 2;
      } else if (args.is(i, "keys")) {
        if (!args.isEmpty(3)) {
          throw new CommandError(KEY_AND_KEYS);
        }
        keys = words(args, i + 1, args.count());
        break;
      } else {
        throw new CommandError(Errors.syntax());
      }
    }
    int timeoutMs = timeoutMs(args.integer(5));
    long database = args.integer(4);
    return new MigrateOptions(
        args.get(1).utf8(),
        port(args.get(2)),
        database,
        timeoutMs,
        copies,
        replaces,
        credentials,
        keys);
  }

  private static List<Bytes> hidden(Session session, Args args, int from, int to) {
    for (int i = from; i < to; i++) {
      session.hideArgument(i);
    }
    return words(args, from, to);
  }

  private static List<Bytes> words(Args args, int from, int to) {
    List<Bytes> words = new ArrayList<>();
    for (int i = from; i < to; i++) {
      words.add(args.get(i).compact());
    }
    return words;
  }

  private static int timeoutMs(long wanted) {
    return wanted <= 0 ? TIMEOUT_MS_OTHERWISE : (int) Math.min(wanted, Integer.MAX_VALUE);
  }

  /** As C's atoi and a socket address take it: what is no port is one that nobody listens at. */
  private static int port(Bytes word) {
    Matcher number = LEADING_NUMBER.matcher(word.latin1());
    long port = number.matches() ? Long.parseLong(number.group(1)) : 0;
    return port < 0 ? NO_ADDRESS : (int) (port & PORT_MASK);
  }
}
