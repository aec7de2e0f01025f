package io.slotwise.sharding.stream;

import io.slotwise.protocol.Bytes;
import java.util.List;

/**
 * An entry as clients see it.
 *
 * @param fieldsAndValues in turn, in the order in which they were added; a field may be there twice
 */
public record StreamEntry(StreamId id, List<Bytes> fieldsAndValues) {}
