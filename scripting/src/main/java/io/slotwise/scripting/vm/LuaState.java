package io.slotwise.scripting.vm;

import java.util.function.Consumer;

/**
 * What belongs to all scripts that one engine runs: the metatable of strings, the stack of calls,
 * the limits. It belongs to one thread at a time.
 */
public final class LuaState {

  /** Asked now and then while a script runs; throws {@link ScriptAborted} to end it. */
  @FunctionalInterface
  public interface Watch {
    void check();
  }

  /** What a call gives back when its coroutine has yielded. */
  static final Object[] YIELDED = new Object[0];

  private final LuaLimits limits;
  private final MemoryGauge gauge;
  private final LuaTable registry = new LuaTable();
  private LuaTable stringMetatable;
  private Watch watch = () -> {};
  private Coroutine current;
  private int nativeDepth;
  private int coroutineCount;
  private int stepsLeft;

  public LuaState(LuaLimits limits) {
    this.limits = limits;
    this.gauge = new MemoryGauge(limits.memoryBytesMax(), this::roots);
    this.current = new Coroutine(this, null);
    this.current.status = Coroutine.Status.RUNNING;
    this.stepsLeft = limits.stepsBetweenChecks();
  }

  private void roots(Consumer<Object> visit) {
    visit.accept(registry);
    visit.accept(stringMetatable);
    for (Coroutine co = current; co != null; co = co.resumer) {
      visit.accept(co);
    }
  }

  public LuaLimits limits() {
    return limits;
  }

  public MemoryGauge gauge() {
    return gauge;
  }

  /** Values that scripts cannot see but that keep others alive. */
  public LuaTable registry() {
    return registry;
  }

  public Coroutine current() {
    return current;
  }

  public void setStringMetatable(LuaTable metatable) {
    this.stringMetatable = metatable;
  }

  /** Begins with an empty stack: whatever an earlier script left is gone. */
  public void begin(Watch newWatch) {
    watch = newWatch;
    current = new Coroutine(this, null);
    current.status = Coroutine.Status.RUNNING;
    nativeDepth = 0;
    coroutineCount = 0;
    stepsLeft = limits.stepsBetweenChecks();
    gauge.reset();
  }

  // ------------------------------------------------------------------ steps

  void tick() {
    if (--stepsLeft < 0) {
      check();
    }
  }

  /** Something took as long as so many steps of a script. */
  public void spend(int steps) {
    stepsLeft -= steps;
    if (stepsLeft < 0) {
      check();
    }
  }

  private void check() {
    stepsLeft = limits.stepsBetweenChecks();
    watch.check();
  }

  /** A safe point: every value under way can be reached from the stack. */
  void weighIfDue() {
    if (gauge.isDue() && !gauge.weigh()) {
      throw new ScriptAborted(ScriptAborted.Reason.MEMORY);
    }
  }

  // ------------------------------------------------------------------ values

  public LuaTable newTable(int arraySize, int hashSize) {
    return new LuaTable(gauge, arraySize, hashSize);
  }

  public LuaTable newTable() {
    return newTable(0, 0);
  }

  /** A string of the script's making: counted, and refused where it is too long. */
  public LuaString newString(byte[] bytes) {
    gauge.charge(40L + bytes.length);
    return LuaString.wrap(bytes);
  }

  /** To be asked before something long is built. */
  public void checkStringSize(long bytes) {
    if (bytes > limits.stringBytesMax()) {
      throw runtimeError("string length overflow");
    }
    if (gauge.refuses(bytes)) {
      throw new ScriptAborted(ScriptAborted.Reason.MEMORY);
    }
  }

  public static String typeName(Object value) {
    if (value == null) {
      return "nil";
    }
    if (value instanceof LuaString) {
      return "string";
    }
    if (NumberCell.isNumber(value)) {
      return "number";
    }
    if (value instanceof LuaTable) {
      return "table";
    }
    if (value instanceof LuaFunction) {
      return "function";
    }
    if (value instanceof Boolean) {
      return "boolean";
    }
    return value instanceof Coroutine ? "thread" : "userdata";
  }

  public static boolean isTrue(Object value) {
    return value != null && value != Boolean.FALSE && !Boolean.FALSE.equals(value);
  }

  public LuaTable metatable(Object value) {
    if (value instanceof LuaTable table) {
      return table.metatable();
    }
    return value instanceof LuaString ? stringMetatable : null;
  }

  Object metamethod(Object value, LuaString event) {
    LuaTable metatable = metatable(value);
    return metatable == null ? null : metatable.get(event);
  }

  /** The first of several values, or the one. */
  public static Object first(Object result) {
    return result instanceof Object[] many ? many.length == 0 ? null : many[0] : result;
  }

  public static Object[] all(Object result) {
    return result instanceof Object[] many ? many : new Object[] {result};
  }

  // ------------------------------------------------------------------ calls

  /** Calls from Java. When it throws, the frames stay for whoever catches to look at and unwind. */
  public Object call(Object function, Object... arguments) {
    if (nativeDepth >= limits.nativeDepthMax()) {
      throw runtimeError("C stack overflow");
    }
    nativeDepth++;
    try {
      if (function instanceof Closure closure) {
        Frame frame = current.push();
        Calls.enter(frame, closure, arguments, 0, arguments.length);
        frame.calledFromJava = true;
        return Interpreter.run(this, current);
      }
      if (function instanceof NativeFunction nativeFunction) {
        Frame frame = current.push();
        frame.function = nativeFunction;
        frame.registers = arguments;
        frame.base = 0;
        frame.count = arguments.length;
        frame.calledFromJava = true;
        Object result = nativeFunction.call(frame);
        current.pop();
        return result;
      }
      return callThroughMetamethod(function, arguments);
    } finally {
      nativeDepth--;
    }
  }

  private Object callThroughMetamethod(Object value, Object[] arguments) {
    Object handler = metamethod(value, Events.CALL);
    if (!(handler instanceof LuaFunction)) {
      throw runtimeError("attempt to call a " + typeName(value) + " value");
    }
    Object[] with = new Object[arguments.length + 1];
    with[0] = value;
    System.arraycopy(arguments, 0, with, 1, arguments.length);
    return call(handler, with);
  }

  /** How deep the stack is, for {@link #unwindTo}. */
  public int depth() {
    return current.depth();
  }

  public void unwindTo(int depth) {
    current.unwindTo(depth);
  }

  int nativeDepth() {
    return nativeDepth;
  }

  // ------------------------------------------------------------------ coroutines

  public Coroutine newCoroutine(LuaFunction main) {
    if (++coroutineCount > limits.coroutinesMax()) {
      throw runtimeError("too many coroutines");
    }
    gauge.charge(512);
    return new Coroutine(this, main);
  }

  /** The coroutine that runs, or nil in the script itself. */
  public Object runningCoroutine() {
    return current.resumer == null ? null : current;
  }

  /** Runs a coroutine until it yields or ends. A {@link LuaError} means that it has died of it. */
  public Object resume(Coroutine co, Object[] arguments) {
    if (nativeDepth >= limits.nativeDepthMax()) {
      throw new LuaError("C stack overflow");
    }
    Coroutine resumer = current;
    resumer.status = Coroutine.Status.NORMAL;
    co.resumer = resumer;
    co.status = Coroutine.Status.RUNNING;
    current = co;
    boolean finished = false;
    int depthBefore = nativeDepth;
    nativeDepth++;
    try {
      Object result = Calls.resume(this, co, arguments);
      if (result == YIELDED) {
        co.status = Coroutine.Status.SUSPENDED;
        finished = true;
        Object[] values = co.yielded;
        co.yielded = null;
        return values;
      }
      return result;
    } finally {
      nativeDepth = depthBefore;
      current = resumer;
      co.resumer = null;
      resumer.status = Coroutine.Status.RUNNING;
      if (!finished) {
        co.status = Coroutine.Status.DEAD;
      }
    }
  }

  /** What {@code coroutine.yield} gives back; the loop that called it then leaves. */
  public Object yield(Frame frame, Object[] values) {
    if (current.resumer == null || frame.calledFromJava || !current.mayYield(nativeDepth)) {
      throw runtimeError("attempt to yield across metamethod/C-call boundary");
    }
    current.yielded = values;
    return YIELDED;
  }

  // ------------------------------------------------------------------ errors

  /** Where something happened, as Lua's debug information names it. */
  public record Place(String source, int line) {}

  /** Where the newest call of Lua is; of two calls of Java on top, the older one's nowhere. */
  public Place place() {
    Frame frame = current.level(0);
    if (frame != null && !frame.isLua()) {
      frame = current.level(1);
    }
    if (frame == null) {
      return null;
    }
    return frame.isLua() ? new Place(frame.source(), frame.line()) : new Place("=[C]", -1);
  }

  /** An error of what is being executed: with its place when that is Lua. */
  public LuaError runtimeError(String message) {
    Frame top = current.top();
    String where =
        top == null || !top.isLua() ? "" : top.closure.code.chunkName() + ":" + top.line() + ": ";
    return new LuaError(where + message);
  }
}
