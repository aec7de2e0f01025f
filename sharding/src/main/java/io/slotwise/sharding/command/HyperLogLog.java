package io.slotwise.sharding.command;

import io.slotwise.protocol.Bytes;
import io.slotwise.protocol.CommandError;
import io.slotwise.protocol.ErrorCode;
import io.slotwise.protocol.Reply;
import io.slotwise.sharding.api.Value;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A sketch of a set that knows about how many elements it has seen. It is a string, and clients may
 * GET it on one server and SET it on another, so the bytes are Redis's:
 *
 * <pre>
 * "HYLL" | encoding u8 | 0 0 0 | cardinality u64, little-endian | registers
 * </pre>
 *
 * The highest bit of the cardinality says that it is not up to date. The registers are dense (6
 * bits each, lowest bit first) or a {@link HyperLogLogSparse}. Mutable, for one command; the array
 * it was opened with is left as it is.
 */
final class HyperLogLog {

  /** The bits of a hash that select a register. */
  private static final int INDEX_BITS = 14;

  static final int REGISTERS = 1 << INDEX_BITS;

  /** The bits of a hash whose trailing zeros a register counts. */
  static final int HASH_BITS = Long.SIZE - INDEX_BITS;

  static final int REGISTER_MAX = 63;
  static final int HEADER_BYTES = 16;

  static final Reply.Error CORRUPTED =
      new Reply.Error(ErrorCode.INVALIDOBJ, "Corrupted HLL object detected");

  private static final Reply.Error NOT_ONE =
      new Reply.Error(ErrorCode.WRONGTYPE, "Key is not a valid HyperLogLog string value.");

  private static final int BITS = 6;
  private static final int DENSE_BYTES = HEADER_BYTES + REGISTERS * BITS / 8;
  private static final byte[] MAGIC = "HYLL".getBytes(StandardCharsets.ISO_8859_1);
  private static final int ENCODING_AT = MAGIC.length;
  private static final int CARDINALITY_AT = 8;
  private static final byte DENSE = 0;
  private static final byte SPARSE = 1;
  private static final long HASH_SEED = 0xadc83b19L;

  /** All registers as one run of zeros. */
  private static final byte[] ALL_ZERO = {0x7f, (byte) 0xff};

  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  /** All of it where it is dense; of a sparse one the header only counts. */
  private byte[] bytes;

  /** Whether the array was made here: that of the value is copied before the first change. */
  private boolean ownsBytes;

  /** Null where it is dense. */
  private HyperLogLogSparse sparse;

  private HyperLogLog(byte[] bytes, long sparseBytesMax) {
    this.bytes = bytes;
    this.sparse =
        bytes[ENCODING_AT] == SPARSE ? new HyperLogLogSparse(bytes.clone(), sparseBytesMax) : null;
  }

  /**
   * One that has seen nothing, and knows that.
   *
   * @param sparseBytesMax how large it may become before it is dense
   */
  static HyperLogLog empty(long sparseBytesMax) {
    byte[] bytes = Arrays.copyOf(MAGIC, HEADER_BYTES + ALL_ZERO.length);
    bytes[ENCODING_AT] = SPARSE;
    System.arraycopy(ALL_ZERO, 0, bytes, HEADER_BYTES, ALL_ZERO.length);
    return new HyperLogLog(bytes, sparseBytesMax);
  }

  /**
   * @throws CommandError when the string is none
   */
  static HyperLogLog of(Value string, long sparseBytesMax) {
    byte[] data = string.bytes();
    boolean isOne =
        data.length >= HEADER_BYTES
            && Arrays.equals(data, 0, MAGIC.length, MAGIC, 0, MAGIC.length)
            && (data[ENCODING_AT] == SPARSE
                || data[ENCODING_AT] == DENSE && data.length == DENSE_BYTES);
    if (!isOne) {
      throw new CommandError(NOT_ONE);
    }
    return new HyperLogLog(data, sparseBytesMax);
  }

  boolean isDense() {
    return sparse == null;
  }

  /** The runs of a sparse one. */
  HyperLogLogSparse runs() {
    return sparse;
  }

  Bytes toBytes() {
    if (sparse == null) {
      return Bytes.wrap(bytes);
    }
    byte[] all = sparse.toArray();
    System.arraycopy(bytes, 0, all, 0, HEADER_BYTES);
    return Bytes.wrap(all);
  }

  /** Shows it an element; true if that changed a register. */
  boolean add(Bytes element) {
    long hash = Murmur64.of(element.array(), element.offset(), element.length(), HASH_SEED);
    int register = (int) hash & REGISTERS - 1;
    return raise(register, Long.numberOfTrailingZeros(hash >>> INDEX_BITS | 1L << HASH_BITS) + 1);
  }

  private boolean raise(int register, int value) {
    if (sparse != null) {
      HyperLogLogSparse.Raised raised = sparse.raise(register, value);
      if (raised != HyperLogLogSparse.Raised.TOO_LARGE) {
        return raised == HyperLogLogSparse.Raised.CHANGED;
      }
      makeDense();
    }
    if (value <= register(register)) {
      return false;
    }
    setRegister(register, value);
    return true;
  }

  /** Gives up the sparse form; false if it is dense already. */
  boolean makeDense() {
    if (sparse == null) {
      return false;
    }
    byte[] header = bytes;
    bytes = Arrays.copyOf(Arrays.copyOf(header, HEADER_BYTES), DENSE_BYTES);
    bytes[ENCODING_AT] = DENSE;
    ownsBytes = true;
    HyperLogLogSparse runs = sparse;
    sparse = null;
    runs.forEachRun(
        (first, count, value) -> {
          for (int i = 0; i < count && value > 0; i++) {
            setRegister(first + i, value);
          }
        });
    return true;
  }

  private int register(int index) {
    int bit = index * BITS;
    int at = HEADER_BYTES + (bit >> 3);
    int high = at + 1 < DENSE_BYTES ? bytes[at + 1] & 0xff : 0;
    return (high << 8 | bytes[at] & 0xff) >> (bit & 7) & REGISTER_MAX;
  }

  private void setRegister(int index, int value) {
    own();
    int bit = index * BITS;
    int at = HEADER_BYTES + (bit >> 3);
    int shift = bit & 7;
    bytes[at] = (byte) (bytes[at] & ~(REGISTER_MAX << shift) | value << shift);
    if (shift > 8 - BITS) {
      int low = 8 - shift;
      bytes[at + 1] = (byte) (bytes[at + 1] & ~(REGISTER_MAX >> low) | value >> low);
    }
  }

  private void own() {
    if (!ownsBytes) {
      bytes = bytes.clone();
      ownsBytes = true;
    }
  }

  /** All registers, a byte each. */
  byte[] registers() {
    byte[] registers = new byte[REGISTERS];
    mergeInto(registers);
    return registers;
  }

  /** Raises registers, a byte each, to its own. */
  void mergeInto(byte[] registers) {
    if (sparse == null) {
      for (int i = 0; i < REGISTERS; i++) {
        registers[i] = (byte) Math.max(registers[i], register(i));
      }
    } else {
      sparse.forEachRun(
          (first, count, value) -> {
            for (int i = first; i < first + count && value > 0; i++) {
              registers[i] = (byte) Math.max(registers[i], value);
            }
          });
    }
  }

  /** Raises its own registers to these. */
  void raiseAll(byte[] registers) {
    for (int i = 0; i < REGISTERS; i++) {
      if (registers[i] != 0) {
        raise(i, registers[i]);
      }
    }
  }

  boolean knowsCardinality() {
    return bytes[CARDINALITY_AT + Long.BYTES - 1] >= 0;
  }

  void forgetCardinality() {
    own();
    bytes[CARDINALITY_AT + Long.BYTES - 1] |= (byte) 0x80;
  }

  /** What the header says, right or not. */
  long cardinality() {
    return (long) LONG.get(bytes, CARDINALITY_AT);
  }

  /** Estimates the cardinality and keeps it in the header. */
  long estimate() {
    int[] histogram = new int[REGISTER_MAX + 1];
    if (sparse == null) {
      for (int i = 0; i < REGISTERS; i++) {
        histogram[register(i)]++;
      }
    } else {
      sparse.forEachRun((first, count, value) -> histogram[value] += count);
    }
    long estimate = HyperLogLogEstimate.of(histogram);
    own();
    LONG.set(bytes, CARDINALITY_AT, estimate);
    return estimate;
  }

  /** The cardinality that registers, a byte each, speak of. */
  static long estimate(byte[] registers) {
    int[] histogram = new int[REGISTER_MAX + 1];
    for (byte value : registers) {
      histogram[value]++;
    }
    return HyperLogLogEstimate.of(histogram);
  }
}
