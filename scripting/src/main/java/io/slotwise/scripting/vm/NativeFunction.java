package io.slotwise.scripting.vm;

/** A function that scripts can call and that is written in Java. */
public final class NativeFunction implements LuaFunction {

  /** What such a function does. */
  @FunctionalInterface
  public interface Body {
    /**
     * @return one value (null is nil), or an {@code Object[]} with any number of them
     */
    Object call(Frame frame);
  }

  /** No value at all, which is not the same as nil. */
  public static final Object[] NOTHING = new Object[0];

  private final Body body;

  public NativeFunction(Body body) {
    this.body = body;
  }

  Object call(Frame frame) {
    return body.call(frame);
  }
}
