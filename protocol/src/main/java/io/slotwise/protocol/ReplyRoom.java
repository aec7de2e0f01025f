package io.slotwise.protocol;

/**
 * What the reply to one request takes of the heap while it is put together. For commands that
 * answer as much as there is.
 */
public final class ReplyRoom {

  private long bytes;

  /**
   * Counts a part of the reply.
   *
   * @throws CommandError when the whole takes more than {@link DataHeap#bytesPerRequestMax}
   */
  public void take(long more) {
    bytes += more;
    if (DataHeap.isTooMuchForOne(bytes)) {
      throw new CommandError(Errors.replyTooLarge());
    }
  }

  /** Counts one element, which is an object of its own. */
  public Bytes element(Bytes element) {
    take(ReplySize.OBJECT_BYTES + (element == null ? 0 : element.length()));
    return element;
  }
}
