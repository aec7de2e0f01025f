package io.slotwise.scripting.lib;

/** What a script can set in {@code cjson}; Redis's defaults until it does. */
final class CjsonSettings {

  /** What becomes of numbers that JSON does not have. */
  enum Invalid {
    OFF,
    ON,
    NULL
  }

  private static final int DEPTH_DEFAULT = 1000;
  private static final int PRECISION_DEFAULT = 14;
  private static final int SPARSE_RATIO_DEFAULT = 2;
  private static final int SPARSE_SAFE_DEFAULT = 10;

  boolean sparseConvert;
  int sparseRatio;
  int sparseSafe;
  int encodeDepthMax;
  int decodeDepthMax;
  int precision;
  boolean keepBuffer;
  Invalid encodeInvalid;
  boolean decodeInvalid;

  CjsonSettings() {
    reset();
  }

  void reset() {
    sparseConvert = false;
    sparseRatio = SPARSE_RATIO_DEFAULT;
    sparseSafe = SPARSE_SAFE_DEFAULT;
    encodeDepthMax = DEPTH_DEFAULT;
    decodeDepthMax = DEPTH_DEFAULT;
    precision = PRECISION_DEFAULT;
    keepBuffer = true;
    encodeInvalid = Invalid.OFF;
    decodeInvalid = true;
  }
}
