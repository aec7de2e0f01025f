package io.slotwise.protocol.resp;

import io.slotwise.protocol.Reply;
import io.slotwise.protocol.ReplySize;
import java.util.Iterator;
import java.util.List;

/**
 * Elements of a long reply whose head has been encoded: {@link ReplyEncoder#encode(PendingElements,
 * ReplyEncoder.Spill)} does a part of them at a time, when there is room for it.
 */
public final class PendingElements {

  private final Iterator<Reply> elements;
  private final int perArray;
  private final boolean resp3;
  private final long heapBytes;

  /**
   * @param perArray how many of the elements make an array of their own, or 0
   */
  PendingElements(List<Reply> elements, int perArray, boolean resp3) {
    this.elements = elements.iterator();
    this.perArray = perArray;
    this.resp3 = resp3;
    heapBytes = ReplySize.aboutAll(elements);
  }

  boolean isResp3() {
    return resp3;
  }

  /** What all of them take until the last has been encoded, about. */
  public long heapBytes() {
    return heapBytes;
  }

  public boolean hasNext() {
    return elements.hasNext();
  }

  /** Lets the encoder have the next element, or what makes an array. */
  void next(ReplyEncoder encoder) {
    if (perArray > 0) {
      encoder.arrayHeader(perArray);
    }
    for (int i = 0; i < Math.max(1, perArray); i++) {
      elements.next().accept(encoder);
    }
  }
}
