package io.slotwise.sharding;

import net.jqwik.api.*;
import org.junit.jupiter.api.Test;

class SmokeTest {
  @Test
  void runs() {}

  @Property
  void p(@ForAll int x) {}
}
