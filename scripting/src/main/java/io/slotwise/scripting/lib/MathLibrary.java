package io.slotwise.scripting.lib;

import io.slotwise.scripting.vm.Frame;
import io.slotwise.scripting.vm.LuaTable;
import io.slotwise.scripting.vm.NativeFunction;
import io.slotwise.scripting.vm.Operations;
import java.util.function.DoubleUnaryOperator;

/**
 * {@code math}. Its random numbers are Redis's: C's lrand48, from the same beginning in every
 * engine, one script going on where another stopped.
 */
public final class MathLibrary {

  private static final long MULTIPLIER = 0x5DEECE66DL;
  private static final long INCREMENT = 0xBL;
  private static final long MASK_48 = (1L << 48) - 1;
  private static final int SEED_LOW = 0x330E;

  /** What C begins with when nobody has seeded it. */
  private static final long FIRST_STATE = 0x1234ABCD330EL;

  private long state = FIRST_STATE;

  private void seed(int seed) {
    state = (seed & 0xffffffffL) << 16 | SEED_LOW;
  }

  private int nextRandom() {
    state = state * MULTIPLIER + INCREMENT & MASK_48;
    return (int) (state >>> 17);
  }

  public LuaTable create() {
    Library library = new Library();
    function(library, "abs", Math::abs);
    function(library, "acos", Math::acos);
    function(library, "asin", Math::asin);
    function(library, "atan", Math::atan);
    function(library, "ceil", Math::ceil);
    function(library, "cos", Math::cos);
    function(library, "cosh", Math::cosh);
    function(library, "deg", x -> x / (Math.PI / 180));
    function(library, "exp", Math::exp);
    function(library, "floor", Math::floor);
    function(library, "log", Math::log);
    function(library, "log10", Math::log10);
    function(library, "rad", x -> x * (Math.PI / 180));
    function(library, "sin", Math::sin);
    function(library, "sinh", Math::sinh);
    function(library, "sqrt", Math::sqrt);
    function(library, "tan", Math::tan);
    function(library, "tanh", Math::tanh);
    NativeFunction remainder = new NativeFunction(f -> f.checkNumber(1) % f.checkNumber(2));
    return library
        .add("atan2", f -> Math.atan2(f.checkNumber(1), f.checkNumber(2)))
        .value("fmod", remainder)
        .value("mod", remainder)
        .add("frexp", MathLibrary::mantissaAndExponent)
        .add("ldexp", f -> scale(f.checkNumber(1), f.checkInt(2)))
        .add("max", MathLibrary::max)
        .add("min", MathLibrary::min)
        .add("modf", MathLibrary::split)
        .add("pow", f -> Operations.power(f.checkNumber(1), f.checkNumber(2)))
        .add("random", this::random)
        .add("randomseed", this::randomSeed)
        .value("huge", Double.POSITIVE_INFINITY)
        .value("pi", Math.PI)
        .table();
  }

  private static void function(Library library, String name, DoubleUnaryOperator operator) {
    library.add(name, f -> operator.applyAsDouble(f.checkNumber(1)));
  }

  private static Object max(Frame f) {
    double result = f.checkNumber(1);
    for (int i = 2; i <= f.count(); i++) {
      double next = f.checkNumber(i);
      result = next > result ? next : result;
    }
    return result;
  }

  private static Object min(Frame f) {
    double result = f.checkNumber(1);
    for (int i = 2; i <= f.count(); i++) {
      double next = f.checkNumber(i);
      result = next < result ? next : result;
    }
    return result;
  }

  private static Object split(Frame f) {
    double x = f.checkNumber(1);
    double whole = x < 0 ? Math.ceil(x) : Math.floor(x);
    double rest = Double.isInfinite(x) ? Math.copySign(0, x) : Math.copySign(x - whole, x);
    return new Object[] {whole, rest};
  }

  private static Object mantissaAndExponent(Frame f) {
    double x = f.checkNumber(1);
    if (x == 0 || Double.isNaN(x) || Double.isInfinite(x)) {
      return new Object[] {x, 0.0};
    }
    int exponent = Math.getExponent(x);
    if (exponent < Double.MIN_EXPONENT) {
      exponent = Math.getExponent(x * 0x1p54) - 54;
    }
    return new Object[] {scale(x, -exponent - 1), exponent + 1.0};
  }

  private static double scale(double x, int exponent) {
    return Math.scalb(x, exponent);
  }

  private Object random(Frame f) {
    double r = (nextRandom() % Integer.MAX_VALUE) / (double) Integer.MAX_VALUE;
    switch (f.count()) {
      case 0:
        return r;
      case 1:
        int upTo = f.checkInt(1);
        if (upTo < 1) {
          throw f.argError(1, "interval is empty");
        }
        return Math.floor(r * upTo) + 1;
      case 2:
        int low = f.checkInt(1);
        int high = f.checkInt(2);
        if (low > high) {
          throw f.argError(2, "interval is empty");
        }
        return Math.floor(r * (high - low + 1)) + low;
      default:
        throw f.error("wrong number of arguments");
    }
  }

  private Object randomSeed(Frame f) {
    seed(f.checkInt(1));
    return NativeFunction.NOTHING;
  }
}
