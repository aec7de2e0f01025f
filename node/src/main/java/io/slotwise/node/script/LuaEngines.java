package io.slotwise.node.script;

import io.slotwise.node.connection.TransactionScope;
import io.slotwise.protocol.DataHeap;
import io.slotwise.scripting.LuaEngine;
import io.slotwise.scripting.vm.LuaLimits;

/** An engine for each thread that runs scripts. */
final class LuaEngines {

  /** Little memory: a script that needs more does not belong on an event loop. */
  private static final LuaLimits ON_LOOP = LuaLimits.DEFAULT.withMemory(4L << 20);

  /** What share of the heap for data one script may take: 1 / this. */
  private static final long MEMORY_PART = 4;

  private static final LuaLimits ON_THREADS =
      LuaLimits.DEFAULT.withMemory(
          Math.min(LuaLimits.DEFAULT.memoryBytesMax(), DataHeap.bytes() / MEMORY_PART));

  private final ThreadLocal<LuaEngine> ofLoops =
      ThreadLocal.withInitial(() -> new LuaEngine(ON_LOOP));
  private final ThreadLocal<LuaEngine> ofThreads =
      ThreadLocal.withInitial(() -> new LuaEngine(ON_THREADS));

  /** The calling thread's engine for scripts in that kind of transaction. */
  LuaEngine in(TransactionScope scope) {
    return scope.mayTakeTime() ? onThread() : ofLoops.get();
  }

  /** The engine of the calling thread, which may take its time. */
  LuaEngine onThread() {
    return ofThreads.get();
  }
}
