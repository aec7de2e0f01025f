package io.slotwise.scripting.vm;

/** An error that a script can catch with {@code pcall}: any Lua value, usually a string. */
public final class LuaError extends RuntimeException {

  private final transient Object value;

  public LuaError(Object value) {
    super(null, null, false, false);
    this.value = value;
  }

  public LuaError(String latin1) {
    this((Object) LuaString.of(latin1));
  }

  public Object value() {
    return value;
  }

  @Override
  public String getMessage() {
    return value instanceof LuaString string ? string.latin1() : String.valueOf(value);
  }
}
