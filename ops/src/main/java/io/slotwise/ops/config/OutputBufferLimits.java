package io.slotwise.ops.config;

import java.util.Locale;

/**
 * How many bytes of replies may wait for a client before it is closed: the value of {@code
 * client-output-buffer-limit}.
 */
public record OutputBufferLimits(Limit normal, Limit replica, Limit pubsub) {

  /** Redis's defaults. */
  public static final OutputBufferLimits DEFAULT =
      new OutputBufferLimits(
          new Limit(0, 0, 0),
          new Limit(256L << 20, 64L << 20, 60),
          new Limit(32L << 20, 8L << 20, 60));

  private static final int WORDS_PER_CLASS = 4;

  /**
   * @param hardBytes close at once beyond this; 0 for no limit
   * @param softBytes close when beyond this for {@code softSeconds}; 0 for no limit
   */
  public record Limit(long hardBytes, long softBytes, long softSeconds) {
    @Override
    public String toString() {
      return hardBytes + " " + softBytes + " " + softSeconds;
    }
  }

  /**
   * Reads {@code class hard soft seconds} for one class or more.
   *
   * @throws RefusedValueException when it is not that
   */
  OutputBufferLimits with(String text) throws RefusedValueException {
    String trimmed = text.trim();
    if (trimmed.isEmpty()) {
      return this;
    }
    String[] words = trimmed.split("\\s+");
    if (words.length % WORDS_PER_CLASS != 0) {
      throw new RefusedValueException("Wrong number of arguments in buffer limit configuration.");
    }
    OutputBufferLimits limits = this;
    for (int i = 0; i < words.length; i += WORDS_PER_CLASS) {
      Limit limit = limit(words[i + 1], words[i + 2], words[i + 3]);
      limits =
          switch (words[i].toLowerCase(Locale.ROOT)) {
            case "normal" -> new OutputBufferLimits(limit, limits.replica, limits.pubsub);
            case "slave", "replica" -> new OutputBufferLimits(limits.normal, limit, limits.pubsub);
            case "pubsub" -> new OutputBufferLimits(limits.normal, limits.replica, limit);
            default ->
                throw new RefusedValueException(
                    "Invalid client class specified in buffer limit configuration.");
          };
    }
    return limits;
  }

  private static Limit limit(String hard, String soft, String seconds)
      throws RefusedValueException {
    ParameterType size = ParameterTypes.memory(0, Long.MAX_VALUE);
    ParameterType time = ParameterTypes.integer(0, Integer.MAX_VALUE);
    try {
      return new Limit(
          Long.parseLong(size.canonical(hard)),
          Long.parseLong(size.canonical(soft)),
          Long.parseLong(time.canonical(seconds)));
    } catch (RefusedValueException e) {
      throw new RefusedValueException(
          "Error in hard, soft or soft_seconds setting in buffer limit configuration.");
    }
  }

  /**
   * The limits that CONFIG GET shows.
   *
   * @throws IllegalArgumentException for a text that CONFIG SET would refuse
   */
  public static OutputBufferLimits parse(String text) {
    try {
      return DEFAULT.with(text);
    } catch (RefusedValueException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }

  /** As CONFIG GET shows them. */
  @Override
  public String toString() {
    return "normal " + normal + " slave " + replica + " pubsub " + pubsub;
  }
}
