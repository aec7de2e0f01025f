package io.slotwise.it.harness;

import java.util.List;

/**
 * Where a server runs.
 *
 * @param address under which everybody reaches it
 * @param commandPrefix words before its command, for a host that is a network namespace
 */
record TestHost(String address, List<String> commandPrefix) {

  static final TestHost LOCAL = new TestHost("127.0.0.1", List.of());
}
