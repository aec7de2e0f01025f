package io.slotwise.sharding.command;

import io.slotwise.protocol.Args;
import io.slotwise.protocol.CommandError;
import io.slotwise.protocol.Errors;
import io.slotwise.protocol.Reply;

/** Units of length. */
enum GeoUnit {
  M(1),
  KM(1000),
  FT(0.3048),
  MI(1609.34);

  private static final Reply.Error UNKNOWN =
      Errors.err("unsupported unit provided. please use M, KM, FT, MI");

  private final double meters;

  GeoUnit(double meters) {
    this.meters = meters;
  }

  /** How many meters one is. */
  double meters() {
    return meters;
  }

  /** The unit at an argument. Errors: unsupported unit. */
  static GeoUnit of(Args args, int at) {
    for (GeoUnit unit : values()) {
      if (args.is(at, unit.name())) {
        return unit;
      }
    }
    throw new CommandError(UNKNOWN);
  }
}
