package io.slotwise.node.script;

import io.slotwise.node.connection.TransactionScope;
import io.slotwise.scripting.LuaEngine;
import io.slotwise.scripting.vm.LuaLimits;

/** An engine for each thread that runs scripts. */
final class LuaEngines {

  /** Little memory: a script that needs more does not belong on an event loop. */
  private static final LuaLimits ON_LOOP =
      new LuaLimits(
          4L << 20,
          LuaLimits.DEFAULT.stringBytesMax(),
          LuaLimits.DEFAULT.callDepthMax(),
          LuaLimits.DEFAULT.nativeDepthMax(),
          LuaLimits.DEFAULT.coroutinesMax(),
          LuaLimits.DEFAULT.stackValuesMax(),
          LuaLimits.DEFAULT.patternStepsMax(),
          LuaLimits.DEFAULT.stepsBetweenChecks());

  private final ThreadLocal<LuaEngine> ofLoops =
      ThreadLocal.withInitial(() -> new LuaEngine(ON_LOOP));
  private final ThreadLocal<LuaEngine> ofThreads = ThreadLocal.withInitial(LuaEngine::new);

  /** The calling thread's engine for scripts in that kind of transaction. */
  LuaEngine in(TransactionScope scope) {
    return scope.mayTakeTime() ? onThread() : ofLoops.get();
  }

  /** The engine of the calling thread, which may take its time. */
  LuaEngine onThread() {
    return ofThreads.get();
  }
}
