package io.slotwise.scripting.lib;

import io.slotwise.scripting.vm.Frame;
import io.slotwise.scripting.vm.LightUserdata;
import io.slotwise.scripting.vm.LuaString;
import io.slotwise.scripting.vm.LuaTable;
import java.util.Arrays;
import java.util.Locale;
import java.util.function.IntConsumer;

/** {@code cjson}, version 2.1.0. What a script sets holds until it ends. */
public final class CjsonLibrary {

  private final CjsonSettings settings = new CjsonSettings();

  /** Forgets what an earlier script has set. */
  public void reset() {
    settings.reset();
  }

  public LuaTable create() {
    return new Library()
        .add("encode", f -> CjsonEncoder.encode(f, settings))
        .add("decode", f -> CjsonDecoder.decode(f, settings))
        .add("encode_sparse_array", this::sparseArray)
        .add(
            "encode_max_depth",
            f -> integer(f, 1, 1, settings.encodeDepthMax, n -> settings.encodeDepthMax = n))
        .add(
            "decode_max_depth",
            f -> integer(f, 1, 1, settings.decodeDepthMax, n -> settings.decodeDepthMax = n))
        .add("encode_number_precision", this::precision)
        .add("encode_keep_buffer", this::keepBuffer)
        .add("encode_invalid_numbers", this::encodeInvalid)
        .add("decode_invalid_numbers", this::decodeInvalid)
        .add("new", f -> new CjsonLibrary().create())
        .value("null", LightUserdata.NULL)
        .value("_NAME", LuaString.of("cjson"))
        .value("_VERSION", LuaString.of("2.1.0"))
        .table();
  }

  private static void checkCount(Frame f, int max) {
    if (f.count() > max) {
      throw f.argError(max + 1, "found too many arguments");
    }
  }

  private static Object integer(Frame f, int number, int min, int now, IntConsumer set) {
    checkCount(f, Math.max(1, number));
    return integer(f, number, min, Integer.MAX_VALUE, now, set);
  }

  private static Object integer(Frame f, int number, int min, int max, int now, IntConsumer set) {
    if (f.isAbsentOrNil(number)) {
      return (double) now;
    }
    int value = f.checkInt(number);
    if (value < min || value > max) {
      throw f.argError(1, "expected integer between " + min + " and " + max);
    }
    set.accept(value);
    return (double) value;
  }

  private Object precision(Frame f) {
    checkCount(f, 1);
    return integer(f, 1, 1, 14, settings.precision, n -> settings.precision = n);
  }

  private Object sparseArray(Frame f) {
    checkCount(f, 3);
    settings.sparseConvert = option(f, settings.sparseConvert ? 1 : 0, 2) == 1;
    Object ratio =
        integer(f, 2, 0, Integer.MAX_VALUE, settings.sparseRatio, n -> settings.sparseRatio = n);
    Object safe =
        integer(f, 3, 0, Integer.MAX_VALUE, settings.sparseSafe, n -> settings.sparseSafe = n);
    return new Object[] {settings.sparseConvert, ratio, safe};
  }

  private Object keepBuffer(Frame f) {
    checkCount(f, 1);
    settings.keepBuffer = option(f, settings.keepBuffer ? 1 : 0, 2) == 1;
    return settings.keepBuffer;
  }

  private Object encodeInvalid(Frame f) {
    checkCount(f, 1);
    int chosen = option(f, settings.encodeInvalid.ordinal(), 3);
    settings.encodeInvalid = CjsonSettings.Invalid.values()[chosen];
    return settings.encodeInvalid == CjsonSettings.Invalid.NULL
        ? LuaString.of("null")
        : (Object) (settings.encodeInvalid == CjsonSettings.Invalid.ON);
  }

  private Object decodeInvalid(Frame f) {
    checkCount(f, 1);
    settings.decodeInvalid = option(f, settings.decodeInvalid ? 1 : 0, 2) == 1;
    return settings.decodeInvalid;
  }

  /** A boolean, or the name of one of the first choices. */
  private static int option(Frame f, int now, int choices) {
    if (f.isAbsentOrNil(1)) {
      return now;
    }
    if (f.arg(1) instanceof Boolean bool) {
      return bool ? 1 : 0;
    }
    String text = f.checkString(1).latin1();
    return Arrays.stream(CjsonSettings.Invalid.values())
        .limit(choices)
        .filter(choice -> choice.name().toLowerCase(Locale.ROOT).equals(text))
        .findFirst()
        .orElseThrow(() -> f.argError(1, "invalid option '" + text + "'"))
        .ordinal();
  }
}
