package io.slotwise.node.cluster;

import akka.serialization.SerializerWithStringManifest;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.NotSerializableException;
import java.io.UncheckedIOException;
import java.util.Map;

/** The messages of {@link LeaderNews} as JSON; fields may be added. */
public final class ClusterMessages extends SerializerWithStringManifest {

  /** Unique among the serializers of the node; it stands in every message. */
  private static final int IDENTIFIER = 7_190_402;

  private static final Map<String, Class<? extends LeaderNews.Message>> TYPES =
      Map.of(
          "leads", LeaderNews.Leads.class,
          "give-lead", LeaderNews.GiveLead.class,
          "follows", LeaderNews.Follows.class,
          "forgotten", LeaderNews.Forgotten.class,
          "stopping", LeaderNews.Stopping.class);

  private static final ObjectMapper JSON =
      JsonMapper.builder().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();

  @Override
  public int identifier() {
    return IDENTIFIER;
  }

  @Override
  public String manifest(Object message) {
    for (Map.Entry<String, Class<? extends LeaderNews.Message>> type : TYPES.entrySet()) {
      if (type.getValue().isInstance(message)) {
        return type.getKey();
      }
    }
    throw new IllegalArgumentException("no message between nodes: " + message.getClass());
  }

  @Override
  public byte[] toBinary(Object message) {
    try {
      return JSON.writeValueAsBytes(message);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public Object fromBinary(byte[] bytes, String manifest) throws NotSerializableException {
    Class<? extends LeaderNews.Message> type = TYPES.get(manifest);
    if (type == null) {
      throw new NotSerializableException("no message between nodes: " + manifest);
    }
    try {
      return JSON.readValue(bytes, type);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
