package io.slotwise.scripting.redis;

import io.slotwise.protocol.Bytes;
import io.slotwise.protocol.Errors;
import io.slotwise.protocol.Reply;
import io.slotwise.scripting.vm.LuaNumbers;
import io.slotwise.scripting.vm.LuaString;
import io.slotwise.scripting.vm.LuaTable;
import io.slotwise.scripting.vm.Operations;
import java.util.ArrayList;
import java.util.List;

/** What a script returns, as a reply: numbers cut to integers, arrays up to the first nil. */
public final class LuaToReply {

  private static final int DEPTH_MAX = 1000;
  private static final int FORMAT_CHARS = 3;

  private final boolean resp3;

  /**
   * @param resp3 whether the script has chosen RESP3's types: then false is a boolean and not nil
   */
  public LuaToReply(boolean resp3) {
    this.resp3 = resp3;
  }

  public Reply convert(Object value) {
    return convert(value, 0);
  }

  private Reply convert(Object value, int depth) {
    if (value instanceof LuaString string) {
      return new Reply.Bulk(Bytes.wrap(string.array()));
    }
    if (value instanceof Double number) {
      return new Reply.Int(LuaNumbers.toLong(number));
    }
    if (value instanceof Boolean bool) {
      return bool(bool);
    }
    if (!(value instanceof LuaTable table)) {
      return Reply.Null.BULK;
    }
    if (depth == DEPTH_MAX) {
      return Errors.err("reached lua stack limit");
    }
    Reply tagged = tagged(table, depth);
    return tagged != null ? tagged : array(table, depth);
  }

  private Reply bool(boolean value) {
    if (resp3) {
      return new Reply.Bool(value);
    }
    return value ? new Reply.Int(1) : Reply.Null.BULK;
  }

  /** A table with one of the fields that name a type, or null. */
  private Reply tagged(LuaTable table, int depth) {
    LuaString error = text(table.get("err"));
    if (error != null) {
      return Errors.ofLine(utf8(error));
    }
    if (table.get("ok") instanceof LuaString status) {
      return new Reply.Status(Errors.oneLine(utf8(status)));
    }
    if (table.get("double") instanceof Double number) {
      return new Reply.Dbl(number);
    }
    if (table.get("map") instanceof LuaTable map) {
      return new Reply.MapOf(entries(map, true, depth));
    }
    if (table.get("set") instanceof LuaTable set) {
      return new Reply.SetOf(entries(set, false, depth));
    }
    if (table.get("big_number") instanceof LuaString digits) {
      return new Reply.BigNumber(Errors.oneLine(digits.latin1()));
    }
    return table.get("verbatim_string") instanceof LuaTable parts ? verbatim(parts) : null;
  }

  private static LuaString text(Object value) {
    return value instanceof LuaString string ? string : null;
  }

  private static String utf8(LuaString string) {
    return Bytes.wrap(string.array()).utf8();
  }

  private static Reply verbatim(LuaTable parts) {
    LuaString format = Operations.toText(parts.get("format"));
    LuaString string = Operations.toText(parts.get("string"));
    if (format == null || string == null) {
      return null;
    }
    String name = format.latin1() + "   ";
    return new Reply.Verbatim(name.substring(0, FORMAT_CHARS), Bytes.wrap(string.array()));
  }

  private List<Reply> entries(LuaTable table, boolean withValues, int depth) {
    List<Reply> replies = new ArrayList<>();
    for (int at = table.nextFilled(0); at >= 0; at = table.nextFilled(at + 1)) {
      replies.add(convert(table.keyAt(at), depth + 1));
      if (withValues) {
        replies.add(convert(table.valueAt(at), depth + 1));
      }
    }
    return replies;
  }

  private Reply array(LuaTable table, int depth) {
    List<Reply> replies = new ArrayList<>();
    for (long i = 1; ; i++) {
      Object element = table.get(i);
      if (element == null) {
        return new Reply.Array(replies);
      }
      replies.add(convert(element, depth + 1));
    }
  }
}
