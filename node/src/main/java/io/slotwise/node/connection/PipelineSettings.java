package io.slotwise.node.connection;

/** How pipelines are executed; changeable while the node runs. */
public final class PipelineSettings {

  /** Whether neighbours in a batch that touch the same slot share one turn. */
  public enum Squashing {
    /** A turn for each request. */
    OFF,
    /** Always. */
    SLOT,
    /** Where a batch is long enough for it to pay. */
    ADAPTIVE
  }

  /**
   * What is promised about the order in which the requests of one connection execute. Replies are
   * always in order.
   */
  public enum Order {
    /** As they were sent: Redis's promise. */
    CONNECTION,
    /** As they were sent for each slot; requests on different slots may overlap. */
    SLOT
  }

  /** Below this many requests in a batch, looking for neighbours costs more than it saves. */
  private static final int ADAPTIVE_BATCH_MIN = 4;

  private volatile Squashing squashing = Squashing.ADAPTIVE;
  private volatile Order order = Order.CONNECTION;

  public Squashing squashing() {
    return squashing;
  }

  public void setSquashing(Squashing squashing) {
    this.squashing = squashing;
  }

  public Order order() {
    return order;
  }

  public void setOrder(Order order) {
    this.order = order;
  }

  boolean squashes(int batchSize) {
    return switch (squashing) {
      case OFF -> false;
      case SLOT -> true;
      case ADAPTIVE -> batchSize >= ADAPTIVE_BATCH_MIN;
    };
  }
}
