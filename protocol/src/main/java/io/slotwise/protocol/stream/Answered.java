package io.slotwise.protocol.stream;

/** What a batch leaves behind once its replies are encoded: whether the connection goes on. */
enum Answered {
  GO_ON,
  CLOSE
}
