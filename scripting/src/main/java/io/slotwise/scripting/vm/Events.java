package io.slotwise.scripting.vm;

/** The fields of a metatable that mean something. */
public final class Events {

  public static final LuaString INDEX = LuaString.of("__index");
  public static final LuaString NEWINDEX = LuaString.of("__newindex");
  public static final LuaString CALL = LuaString.of("__call");
  public static final LuaString EQ = LuaString.of("__eq");
  public static final LuaString LT = LuaString.of("__lt");
  public static final LuaString LE = LuaString.of("__le");
  public static final LuaString CONCAT = LuaString.of("__concat");
  public static final LuaString UNM = LuaString.of("__unm");
  public static final LuaString TOSTRING = LuaString.of("__tostring");
  public static final LuaString METATABLE = LuaString.of("__metatable");

  private static final LuaString[] ARITHMETIC = {
    LuaString.of("__add"),
    LuaString.of("__sub"),
    LuaString.of("__mul"),
    LuaString.of("__div"),
    LuaString.of("__mod"),
    LuaString.of("__pow")
  };

  private Events() {}

  static LuaString arithmetic(int op) {
    return ARITHMETIC[op - Code.Op.ADD];
  }
}
