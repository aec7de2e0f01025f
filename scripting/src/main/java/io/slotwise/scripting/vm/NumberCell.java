package io.slotwise.scripting.vm;

/**
 * A number in a register. It is changed in place, so that loops and arithmetic allocate nothing;
 * therefore it belongs to one register and never leaves it: whatever takes a value out of a
 * register takes {@link #plain} of it, and elsewhere numbers are Doubles. (Registers may hold these
 * too.)
 */
final class NumberCell {

  double number;

  private NumberCell(double number) {
    this.number = number;
  }

  /** Whether it is a number, in a cell or not. */
  static boolean isNumber(Object value) {
    return value instanceof NumberCell || value instanceof Double;
  }

  /** Of what {@link #isNumber} holds true. */
  static double number(Object value) {
    return value instanceof NumberCell cell ? cell.number : (Double) value;
  }

  /** The value as it is outside of registers. */
  static Object plain(Object value) {
    return value instanceof NumberCell cell ? (Object) cell.number : value;
  }

  /** The values as they are outside of registers. */
  static Object[] plain(Object[] registers, int from, int count) {
    Object[] values = new Object[count];
    for (int i = 0; i < count; i++) {
      values[i] = plain(registers[from + i]);
    }
    return values;
  }

  /** Puts a number into a register. */
  static void put(Object[] registers, int register, double number) {
    if (registers[register] instanceof NumberCell cell) {
      cell.number = number;
    } else {
      registers[register] = new NumberCell(number);
    }
  }

  /** Puts what another register holds into one. */
  static void copy(Object[] registers, int register, Object value) {
    if (value instanceof NumberCell cell) {
      put(registers, register, cell.number);
    } else {
      registers[register] = value;
    }
  }
}
