package io.slotwise.scripting.vm;

/** A variable that a closure shares: in its function's registers until that scope ends. */
final class UpValue {

  Object[] registers;
  int index;

  UpValue(Object[] registers, int index) {
    this.registers = registers;
    this.index = index;
  }

  Object get() {
    return NumberCell.plain(registers[index]);
  }

  void set(Object value) {
    registers[index] = value;
  }

  /** The scope has ended: from now on the variable is the closure's own. */
  void close() {
    registers = new Object[] {get()};
    index = 0;
  }
}
