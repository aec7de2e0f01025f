package io.slotwise.ops.metrics;

/**
 * One number of INFO and what it is called in metrics.
 *
 * @param section of INFO, in lower case
 * @param field of INFO
 * @param name with dots; Prometheus shows underscores, and {@code _total} behind a counter
 * @param kind how it changes
 * @param factor from INFO's unit to that of the name
 */
record Figure(String section, String field, String name, Kind kind, double factor) {

  enum Kind {
    GAUGE,
    COUNTER
  }

  static Figure gauge(String section, String field, String name) {
    return new Figure(section, field, name, Kind.GAUGE, 1);
  }

  static Figure counter(String section, String field, String name) {
    return new Figure(section, field, name, Kind.COUNTER, 1);
  }

  /** INFO has milliseconds, the name says seconds. */
  Figure fromMs() {
    return new Figure(section, field, name, kind, 1e-3);
  }

  String help() {
    return field + " of INFO " + section;
  }
}
