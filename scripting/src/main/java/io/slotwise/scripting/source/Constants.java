package io.slotwise.scripting.source;

import io.slotwise.scripting.vm.Operations;

/** What Lua 5.1 computes when it compiles. */
final class Constants {

  private Constants() {}

  /** Null where it leaves the operation to the interpreter. */
  static Double fold(String operator, double left, double right) {
    if (right == 0 && (operator.equals("/") || operator.equals("%"))) {
      return null;
    }
    double result =
        switch (operator) {
          case "+" -> left + right;
          case "-" -> left - right;
          case "*" -> left * right;
          case "/" -> left / right;
          case "%" -> Operations.modulo(left, right);
          case "^" -> Operations.power(left, right);
          default -> Double.NaN;
        };
    return Double.isNaN(result) ? null : (Double) result;
  }
}
