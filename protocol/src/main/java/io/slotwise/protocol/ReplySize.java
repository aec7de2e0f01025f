package io.slotwise.protocol;

import java.util.List;

/** How much of the heap a reply takes, about. */
public final class ReplySize implements Reply.Visitor<Long> {

  /** What an element costs besides its bytes. */
  static final long OBJECT_BYTES = 64;

  private static final int SAMPLES = 64;

  private static final ReplySize VISITOR = new ReplySize();

  private ReplySize() {}

  /**
   * @param reply null for none
   */
  public static long bytesOf(Reply reply) {
    return reply == null ? 0 : reply.accept(VISITOR);
  }

  /** The same of all elements, of which a few are looked at. */
  public static long aboutAll(List<Reply> elements) {
    if (elements instanceof PackedReplies packed) {
      return packed.heapBytes();
    }
    int step = Math.max(1, elements.size() / SAMPLES);
    long bytes = 0;
    int samples = 0;
    for (int i = 0; i < elements.size(); i += step) {
      bytes += bytesOf(elements.get(i));
      samples++;
    }
    return samples == 0 ? 0 : bytes / samples * elements.size();
  }

  private static Long of(long dataBytes) {
    return OBJECT_BYTES + dataBytes;
  }

  private static Long ofAll(List<Reply> elements) {
    if (elements instanceof PackedReplies packed) {
      return packed.heapBytes();
    }
    long bytes = OBJECT_BYTES;
    for (Reply element : elements) {
      bytes += element.accept(VISITOR);
    }
    return bytes;
  }

  @Override
  public Long status(Reply.Status reply) {
    return of(reply.text().length());
  }

  @Override
  public Long bulk(Reply.Bulk reply) {
    return of(reply.bytes().length());
  }

  @Override
  public Long integer(Reply.Int reply) {
    return of(0);
  }

  @Override
  public Long dbl(Reply.Dbl reply) {
    return of(0);
  }

  @Override
  public Long bool(Reply.Bool reply) {
    return of(0);
  }

  @Override
  public Long bigNumber(Reply.BigNumber reply) {
    return of(reply.digits().length());
  }

  @Override
  public Long verbatim(Reply.Verbatim reply) {
    return of(reply.text().length());
  }

  @Override
  public Long nil(Reply.Null reply) {
    return of(0);
  }

  @Override
  public Long array(Reply.Array reply) {
    return ofAll(reply.elements());
  }

  @Override
  public Long map(Reply.MapOf reply) {
    return ofAll(reply.keysAndValues());
  }

  @Override
  public Long set(Reply.SetOf reply) {
    return ofAll(reply.elements());
  }

  @Override
  public Long pairs(Reply.Pairs reply) {
    return ofAll(reply.firstsAndSeconds());
  }

  @Override
  public Long pairedMap(Reply.PairedMap reply) {
    return ofAll(reply.keysAndValues());
  }

  @Override
  public Long push(Reply.Push reply) {
    return ofAll(reply.elements());
  }

  @Override
  public Long error(Reply.Error reply) {
    return of(reply.message().length());
  }

  @Override
  public Long sequence(Reply.Sequence reply) {
    return ofAll(reply.replies());
  }
}
