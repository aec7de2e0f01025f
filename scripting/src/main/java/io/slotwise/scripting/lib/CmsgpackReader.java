package io.slotwise.scripting.lib;

import io.slotwise.scripting.vm.Frame;
import io.slotwise.scripting.vm.LuaError;
import io.slotwise.scripting.vm.LuaState;
import io.slotwise.scripting.vm.LuaString;
import io.slotwise.scripting.vm.LuaTable;
import io.slotwise.scripting.vm.Operations;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads MessagePack into values of a script. Nothing is allocated for a length that is merely
 * promised.
 */
final class CmsgpackReader {

  private static final int DEPTH_MAX = 2000;

  private final Frame frame;
  private final LuaState state;
  private final byte[] data;
  private int at;
  private int depth;

  private CmsgpackReader(Frame frame, byte[] data, int from) {
    this.frame = frame;
    this.state = frame.state();
    this.data = data;
    this.at = from;
  }

  /**
   * @param limit values to read; with an offset of 0 as well, 0 means all
   * @return the values; before them, unless all were asked for, where the next begins, or -1
   */
  static Object read(Frame frame, int limit, int offset) {
    LuaString data = frame.checkString(1);
    if (offset < 0 || limit < 0) {
      throw frame.error(
          "Invalid request to unpack with offset of "
              + offset
              + " and limit of "
              + data.length()
              + ".");
    }
    if (offset > data.length()) {
      throw frame.error(
          "Start offset " + offset + " greater than input length " + data.length() + ".");
    }
    boolean all = limit == 0 && offset == 0;
    CmsgpackReader reader = new CmsgpackReader(frame, data.array(), offset);
    List<Object> values = new ArrayList<>();
    while (reader.at < data.length() && (all || values.size() < limit)) {
      values.add(reader.value());
      if (values.size() > frame.state().limits().stackValuesMax()) {
        throw frame.error("stack overflow (too many values in cmsgpack stream)");
      }
    }
    if (!all) {
      values.add(0, reader.at == data.length() ? -1.0 : (double) reader.at);
    }
    return values.toArray();
  }

  private LuaError missing() {
    return frame.error("Missing bytes in input.");
  }

  private long unsigned(int bytes) {
    if (data.length - at < bytes) {
      throw missing();
    }
    long value = 0;
    for (int i = 0; i < bytes; i++) {
      value = value << 8 | data[at++] & 0xff;
    }
    return value;
  }

  private double signed(int bytes) {
    int shift = 64 - 8 * bytes;
    return unsigned(bytes) << shift >> shift;
  }

  private Object value() {
    state.spend(1);
    int c = (int) unsigned(1);
    if (c < 0x80) {
      return (double) c;
    }
    if (c >= 0xe0) {
      return (double) (byte) c;
    }
    if (c < 0x90) {
      return map(c & 15);
    }
    if (c < 0xa0) {
      return array(c & 15);
    }
    return c < 0xc0 ? string(c & 31) : tagged(c);
  }

  private Object tagged(int c) {
    return switch (c) {
      case 0xc0 -> null;
      case 0xc2 -> Boolean.FALSE;
      case 0xc3 -> Boolean.TRUE;
      case 0xd9 -> string(unsigned(1));
      case 0xda -> string(unsigned(2));
      case 0xdb -> string(unsigned(4));
      case 0xca -> (double) Float.intBitsToFloat((int) unsigned(4));
      case 0xcb -> Double.longBitsToDouble(unsigned(8));
      case 0xcc, 0xcd, 0xce -> (double) unsigned(1 << c - 0xcc);
      // Redis's library takes eight bytes for a signed number, whatever the tag says.
      case 0xcf -> (double) unsigned(8);
      case 0xd0, 0xd1, 0xd2, 0xd3 -> signed(1 << c - 0xd0);
      case 0xdc -> array(unsigned(2));
      case 0xdd -> array(unsigned(4));
      case 0xde -> map(unsigned(2));
      case 0xdf -> map(unsigned(4));
      default -> throw frame.error("Bad data format in input.");
    };
  }

  private LuaString string(long length) {
    if (data.length - at < length) {
      throw missing();
    }
    int from = at;
    at += (int) length;
    return state.newString(java.util.Arrays.copyOfRange(data, from, at));
  }

  private void descend() {
    if (++depth > DEPTH_MAX) {
      throw frame.error("stack overflow (in function mp_decode_to_lua_type)");
    }
  }

  private LuaTable array(long length) {
    descend();
    LuaTable table = state.newTable();
    for (long i = 1; i <= length; i++) {
      table.set(i, value());
    }
    depth--;
    return table;
  }

  private LuaTable map(long count) {
    descend();
    LuaTable table = state.newTable();
    for (long i = 0; i < count; i++) {
      Object key = value();
      Operations.rawSet(state, table, key, value());
    }
    depth--;
    return table;
  }
}
