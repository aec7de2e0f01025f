package io.slotwise.sharding.stream;

import io.slotwise.protocol.Bytes;

/**
 * An entry that a consumer has been given and has not acknowledged.
 *
 * @param consumer the name of who has it
 * @param deliveredAtMs Unix time at which he was last given it
 * @param deliveries how often it has been given to anybody
 */
public record Pending(StreamId id, Bytes consumer, long deliveredAtMs, long deliveries) {

  static Pending read(Bytes element) {
    Unpacker unpacker = Unpacker.of(element);
    StreamId id = unpacker.id();
    long deliveredAtMs = unpacker.fixed64();
    long deliveries = unpacker.number();
    return new Pending(id, unpacker.rest(), deliveredAtMs, deliveries);
  }

  Bytes toBytes() {
    return new Packer(StreamId.BYTES + 20 + consumer.length())
        .id(id)
        .fixed64(deliveredAtMs)
        .number(deliveries)
        .raw(consumer)
        .toBytes();
  }

  public long idleMs(long nowMs) {
    return nowMs - deliveredAtMs;
  }
}
