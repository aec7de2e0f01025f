package io.slotwise.sharding.cluster;

import com.fasterxml.jackson.annotation.JsonAutoDetect;
import com.fasterxml.jackson.annotation.PropertyAccessor;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;

/**
 * Maps and changes as bytes: JSON, so that a person can read a folder or a log, and so that fields
 * can be added: a reader passes over those it does not know.
 */
public final class ClusterCodec {

  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .visibility(PropertyAccessor.IS_GETTER, JsonAutoDetect.Visibility.NONE)
          .build();

  private ClusterCodec() {}

  public static byte[] encode(ClusterMap map) {
    return write(map);
  }

  public static byte[] encode(ClusterChange change) {
    return write(change);
  }

  public static byte[] encode(Member member) {
    return write(member);
  }

  /**
   * @throws IOException when the bytes are no map
   */
  public static ClusterMap map(byte[] bytes) throws IOException {
    return JSON.readValue(bytes, ClusterMap.class);
  }

  /**
   * @throws IOException when the bytes are no member
   */
  public static Member member(byte[] bytes) throws IOException {
    return JSON.readValue(bytes, Member.class);
  }

  /**
   * @throws IOException when the bytes are no change that this version knows
   */
  public static ClusterChange change(byte[] bytes) throws IOException {
    return JSON.readValue(bytes, ClusterChange.class);
  }

  private static byte[] write(Object value) {
    try {
      return JSON.writerFor(typeOf(value)).writeValueAsBytes(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("cannot be written: " + value, e);
    }
  }

  /** The name of a change is written only where the writer is told that it is one of several. */
  private static Class<?> typeOf(Object value) {
    return value instanceof ClusterChange ? ClusterChange.class : value.getClass();
  }
}
