package io.slotwise.scripting.lib;

import io.slotwise.scripting.vm.CNumberFormat;
import io.slotwise.scripting.vm.Frame;
import io.slotwise.scripting.vm.LightUserdata;
import io.slotwise.scripting.vm.LuaError;
import io.slotwise.scripting.vm.LuaState;
import io.slotwise.scripting.vm.LuaString;
import io.slotwise.scripting.vm.LuaTable;
import io.slotwise.scripting.vm.Operations;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;

/** {@code cjson.encode}. */
final class CjsonEncoder {

  private final Frame frame;
  private final CjsonSettings settings;
  private final Operations.Builder out;
  private final Deque<OpenTable> open = new ArrayDeque<>();

  private CjsonEncoder(Frame frame, CjsonSettings settings) {
    this.frame = frame;
    this.settings = settings;
    this.out = new Operations.Builder(frame.state());
  }

  static Object encode(Frame frame, CjsonSettings settings) {
    if (frame.count() != 1) {
      throw frame.argError(1, "expected 1 argument");
    }
    CjsonEncoder encoder = new CjsonEncoder(frame, settings);
    encoder.write(frame.arg(1));
    return encoder.out.done();
  }

  private LuaError fault(Object value, String reason) {
    return frame.error("Cannot serialise " + LuaState.typeName(value) + ": " + reason);
  }

  /** Not by calls of itself: tables may lie in each other a thousand times. */
  private void write(Object whole) {
    begin(whole);
    while (!open.isEmpty()) {
      OpenTable table = open.peek();
      if (table.isDone()) {
        out.add(table.isArray() ? ']' : '}');
        open.pop();
      } else {
        if (table.begun) {
          out.add(',');
        }
        table.begun = true;
        begin(table.isArray() ? table.nextItem() : nextField(table));
      }
    }
  }

  /** Writes a value, but of a table only how it begins. */
  private void begin(Object value) {
    if (value instanceof LuaString string) {
      string(string);
    } else if (value instanceof Double number) {
      number(number);
    } else if (value instanceof Boolean bool) {
      out.add(bool.toString());
    } else if (value instanceof LuaTable table) {
      open(table);
    } else if (value == null || value == LightUserdata.NULL) {
      out.add("null");
    } else {
      throw fault(value, "type not supported");
    }
  }

  private void number(double number) {
    if (Double.isNaN(number) || Double.isInfinite(number)) {
      if (settings.encodeInvalid == CjsonSettings.Invalid.OFF) {
        throw fault(number, "must not be NaN or Inf");
      }
      if (settings.encodeInvalid == CjsonSettings.Invalid.NULL) {
        out.add("null");
        return;
      }
    }
    out.add(CNumberFormat.general(number, settings.precision));
  }

  private void string(LuaString string) {
    out.add('"');
    for (int i = 0; i < string.length(); i++) {
      int c = string.at(i);
      switch (c) {
        case '"', '\\', '/' -> out.add('\\').add(c);
        case '\b' -> out.add("\\b");
        case '\t' -> out.add("\\t");
        case '\n' -> out.add("\\n");
        case '\f' -> out.add("\\f");
        case '\r' -> out.add("\\r");
        default -> {
          if (c < 0x20 || c == 0x7f) {
            out.add(String.format(Locale.ROOT, "\\u%04x", c));
          } else {
            out.add(c);
          }
        }
      }
    }
    out.add('"');
  }

  private void open(LuaTable table) {
    frame.state().spend(1);
    int depth = open.size() + 1;
    if (depth > settings.encodeDepthMax) {
      throw frame.error("Cannot serialise, excessive nesting (" + depth + ")");
    }
    OpenTable opened = new OpenTable(table, (long) arrayLength(table));
    out.add(opened.isArray() ? '[' : '{');
    open.push(opened);
  }

  /** The largest index, or -1 when there are other keys. */
  private double arrayLength(LuaTable table) {
    double max = 0;
    long items = 0;
    for (int at = table.nextFilled(0); at >= 0; at = table.nextFilled(at + 1)) {
      if (!(table.keyAt(at) instanceof Double key) || key < 1 || Math.floor(key) != key) {
        return -1;
      }
      max = Math.max(max, key);
      items++;
    }
    boolean sparse =
        settings.sparseRatio > 0
            && max > (double) items * settings.sparseRatio
            && max > settings.sparseSafe;
    if (sparse && !settings.sparseConvert) {
      throw fault(table, "excessively sparse array");
    }
    return sparse ? -1 : max;
  }

  /** Writes a key; answers its value. */
  private Object nextField(OpenTable table) {
    Object key = table.nextKey();
    if (key instanceof Double number) {
      out.add('"');
      number(number);
      out.add("\":");
    } else if (key instanceof LuaString string) {
      string(string);
      out.add(':');
    } else {
      throw fault(key, "table key must be a number or string");
    }
    return table.takeValue();
  }

  /** A table of which not everything has been written yet. */
  private static final class OpenTable {
    private final LuaTable table;
    private final long length;
    boolean begun;

    /** Of an array, how many items are written; else the next field, or -1. */
    private long at;

    OpenTable(LuaTable table, long length) {
      this.table = table;
      this.length = length;
      this.at = isArray() ? 0 : table.nextFilled(0);
    }

    boolean isArray() {
      return length > 0;
    }

    boolean isDone() {
      return at == (isArray() ? length : -1);
    }

    Object nextItem() {
      return table.get(++at);
    }

    Object nextKey() {
      return table.keyAt((int) at);
    }

    Object takeValue() {
      int field = (int) at;
      at = table.nextFilled(field + 1);
      return table.valueAt(field);
    }
  }
}
