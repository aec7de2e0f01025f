package io.slotwise.sharding.slot;

import akka.serialization.SerializerWithStringManifest;
import java.io.NotSerializableException;

/**
 * The one message to a slot that may cross nodes: {@link SlotEntity.Open}, when sharding has the
 * shard on another node than who asks. Its manifest says all.
 */
public final class SlotMessages extends SerializerWithStringManifest {

  /** Unique among the serializers of the node; it stands in every message. */
  private static final int IDENTIFIER = 7_190_401;

  private static final String OPEN = "open";
  private static final byte[] NOTHING = {};

  @Override
  public int identifier() {
    return IDENTIFIER;
  }

  @Override
  public String manifest(Object message) {
    if (message == SlotEntity.Open.INSTANCE) {
      return OPEN;
    }
    throw new IllegalArgumentException("stays on its node: " + message);
  }

  @Override
  public byte[] toBinary(Object message) {
    return NOTHING;
  }

  @Override
  public Object fromBinary(byte[] bytes, String manifest) throws NotSerializableException {
    if (manifest.equals(OPEN)) {
      return SlotEntity.Open.INSTANCE;
    }
    throw new NotSerializableException("no message to a slot: " + manifest);
  }
}
