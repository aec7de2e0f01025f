package io.slotwise.scripting.vm;

/** A function of a script, with the variables it shares. */
public final class Closure implements LuaFunction {

  final Code code;
  final UpValue[] upValues;

  Closure(Code code, UpValue[] upValues) {
    this.code = code;
    this.upValues = upValues;
  }

  /** A whole script, which sees nothing but its globals. */
  public static Closure ofChunk(Code code, LuaTable globals) {
    UpValue[] upValues = new UpValue[code.upValueCount()];
    for (int i = 0; i < upValues.length; i++) {
      upValues[i] = new UpValue(new Object[] {globals}, 0);
    }
    return new Closure(code, upValues);
  }
}
