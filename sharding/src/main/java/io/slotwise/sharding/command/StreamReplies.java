package io.slotwise.sharding.command;

import io.slotwise.protocol.Bytes;
import io.slotwise.protocol.Replies;
import io.slotwise.protocol.Reply;
import io.slotwise.sharding.stream.StreamEntry;
import io.slotwise.sharding.stream.StreamId;
import java.util.ArrayList;
import java.util.List;

/** Ids and entries as clients see them. */
final class StreamReplies {

  private StreamReplies() {}

  static Reply id(StreamId id) {
    return Replies.bulk(id.toBytes());
  }

  static Reply ids(List<StreamId> ids) {
    return new Reply.Array(ids.stream().map(StreamReplies::id).toList());
  }

  /** The id and an array of fields and values. */
  static Reply entry(StreamEntry entry) {
    List<Reply> parts = new ArrayList<>(entry.fieldsAndValues().size());
    for (Bytes part : entry.fieldsAndValues()) {
      parts.add(Replies.bulk(part));
    }
    return Replies.array(id(entry.id()), new Reply.Array(parts));
  }

  static Reply entries(List<StreamEntry> entries) {
    List<Reply> replies = new ArrayList<>(entries.size());
    for (StreamEntry entry : entries) {
      replies.add(entry(entry));
    }
    return new Reply.Array(replies);
  }

  /** What is left of an entry that is pending and has been deleted. */
  static Reply deletedEntry(StreamId id) {
    return Replies.array(id(id), Replies.NIL_ARRAY);
  }
}
