package io.slotwise.ops.info;

import static io.slotwise.protocol.command.CommandGroup.SERVER;
import static io.slotwise.sharding.api.CommandDef.command;

import io.slotwise.protocol.Args;
import io.slotwise.protocol.Bytes;
import io.slotwise.protocol.Reply;
import io.slotwise.protocol.Slots;
import io.slotwise.protocol.command.Flag;
import io.slotwise.sharding.api.CommandDef;
import io.slotwise.sharding.api.Session;
import java.util.concurrent.atomic.AtomicLong;

/**
 * {@code LOLWUT [VERSION version] [columns [rows]]}: a weave of diagonal threads. Which way a
 * thread runs is what the hash slot of its place says, so that every picture is a picture of CRC16.
 */
public final class LolwutCommand {

  private static final int COLUMNS = 66;
  private static final int COLUMNS_MAX = 500;
  private static final int ROWS = 14;
  private static final int ROWS_MAX = 200;

  private final String slotwiseVersion;
  private final AtomicLong pictures = new AtomicLong();

  public LolwutCommand(String slotwiseVersion) {
    this.slotwiseVersion = slotwiseVersion;
  }

  public CommandDef definition() {
    return command("lolwut", SERVER)
        .since("5.0.0")
        .arity(-1)
        .flags(Flag.READONLY, Flag.FAST)
        .onConnection(this::lolwut);
  }

  /** Reply: text. Errors: the version, columns or rows are no integers. */
  Reply lolwut(Session session, Args args) {
    int first = 1;
    if (args.count() > 2 && args.is(1, "version")) {
      args.integer(2);
      first = 3;
    }
    int columns = bounded(args, first, COLUMNS, COLUMNS_MAX);
    int rows = bounded(args, first + 1, ROWS, ROWS_MAX);
    StringBuilder text = new StringBuilder();
    long picture = pictures.incrementAndGet();
    for (int row = 0; row < rows; row++) {
      for (int column = 0; column < columns; column++) {
        text.append(thread(picture, row, column));
      }
      text.append('\n');
    }
    text.append("\nSixteen thousand slots, woven. Redis ver. ")
        .append(ServerFacts.REDIS_VERSION)
        .append(", Slotwise ver. ")
        .append(slotwiseVersion)
        .append('\n');
    return new Reply.Verbatim("txt", Bytes.of(text.toString()));
  }

  private static int bounded(Args args, int index, int otherwise, int max) {
    return args.count() <= index
        ? otherwise
        : (int) Math.max(1, Math.min(max, args.integer(index)));
  }

  private static char thread(long picture, int row, int column) {
    int slot = Slots.of(Bytes.of(picture + ":" + row + ":" + column));
    return slot % 29 == 0 ? '◆' : (slot >> 7) % 2 == 0 ? '╱' : '╲';
  }
}
