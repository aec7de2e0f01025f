package io.slotwise.scripting.vm;

/**
 * What a script may take.
 *
 * @param memoryBytesMax of the values it can reach, by estimate
 * @param stringBytesMax of one string
 * @param callDepthMax calls of Lua functions in each other
 * @param nativeDepthMax calls in each other that pass through functions written in Java
 * @param coroutinesMax coroutines that one script makes
 * @param stackValuesMax values that one call takes or gives
 * @param patternStepsMax of one search for a pattern
 * @param stepsBetweenChecks loops and calls after which it is looked whether the script should end
 */
public record LuaLimits(
    long memoryBytesMax,
    int stringBytesMax,
    int callDepthMax,
    int nativeDepthMax,
    int coroutinesMax,
    int stackValuesMax,
    long patternStepsMax,
    int stepsBetweenChecks) {

  /** Redis's depths; memory for a heap of a few hundred megabytes. */
  public static final LuaLimits DEFAULT =
      new LuaLimits(128L << 20, 64 << 20, 20_000, 198, 10_000, 7_999, 200_000_000L, 10_000);

  /** The same with another bound for memory. */
  public LuaLimits withMemory(long bytesMax) {
    return new LuaLimits(
        bytesMax,
        stringBytesMax,
        callDepthMax,
        nativeDepthMax,
        coroutinesMax,
        stackValuesMax,
        patternStepsMax,
        stepsBetweenChecks);
  }
}
