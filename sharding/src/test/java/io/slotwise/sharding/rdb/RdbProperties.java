package io.slotwise.sharding.rdb;

import static org.assertj.core.api.Assertions.assertThat;

import io.slotwise.protocol.Bytes;
import io.slotwise.sharding.stream.StreamEntry;
import io.slotwise.sharding.stream.StreamId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.Size;

/** Readers of values from anybody: whatever the bytes are, a value or an error, and no surprise. */
class RdbProperties {

  @Property
  boolean whatIsPackedIsUnpackedAgain(@ForAll byte[] bytes) {
    byte[] packed = Lzf.pack(bytes, bytes.length * 2 + 1);
    return Arrays.equals(Lzf.unpack(packed, 0, packed.length, bytes.length), bytes);
  }

  @Provide
  Arbitrary<Bytes> words() {
    return Arbitraries.oneOf(
        Arbitraries.longs().map(Bytes::of),
        Arbitraries.integers().between(-5000, 5000).map(i -> Bytes.of((long) i)),
        Arbitraries.bytes().array(byte[].class).ofMaxSize(100).map(Bytes::wrap),
        Arbitraries.integers().between(0, 10_000).map(n -> Bytes.of("z".repeat(n))));
  }

  @Property
  void aListpackHoldsWhatWasAdded(@ForAll @Size(max = 50) List<@From("words") Bytes> words) {
    Listpack listpack = new Listpack();
    words.forEach(listpack::add);
    int sizeBytes = listpack.sizeBytes();
    Bytes bytes = listpack.toBytes();
    assertThat(Listpack.read(bytes)).isEqualTo(words);
    assertThat(bytes.length()).isEqualTo(sizeBytes);
  }

  @Property
  void stringsAndLengthsAreReadAsWritten(
      @ForAll @Size(max = 20) List<@From("words") Bytes> words, @ForAll long number) {
    RdbOutput out = new RdbOutput();
    words.forEach(out::string);
    out.length(number);
    RdbInput in = new RdbInput(Bytes.wrap(out.toArray()));
    words.forEach(word -> assertThat(in.string()).isEqualTo(word));
    assertThat(in.length()).isEqualTo(number);
    assertThat(in.remaining()).isZero();
  }

  /** Bytes that often look like lengths, encodings and ends. */
  @Provide
  Arbitrary<byte[]> nonsense() {
    return Arbitraries.oneOf(
            Arbitraries.bytes(),
            Arbitraries.of(0, 1, 2, 0x80, 0x81, 0xc0, 0xc3, 0xf0, 0xfe, 0xff)
                .map(Integer::byteValue))
        .array(byte[].class)
        .ofMaxSize(60);
  }

  @Property(tries = 20_000)
  void nonsenseIsAValueOrAnError(@ForAll RdbType type, @ForAll("nonsense") byte[] bytes) {
    readToTheEnd(type, bytes);
  }

  @Property(tries = 5_000)
  void packedNonsenseIsAValueOrAnError(@ForAll RdbType type, @ForAll("nonsense") byte[] bytes) {
    RdbOutput out = new RdbOutput();
    out.string(Bytes.wrap(bytes));
    readToTheEnd(type, out.toArray());
    readToTheEnd(type, listOfOne(out.toArray()));
  }

  private static byte[] listOfOne(byte[] node) {
    byte[] list = new byte[node.length + 2];
    list[0] = 1;
    list[1] = 2;
    System.arraycopy(node, 0, list, 2, node.length);
    return list;
  }

  @Property(tries = 5_000)
  void damagedValuesAreValuesOrErrors(
      @ForAll @Size(min = 1, max = 20) List<@From("words") Bytes> words,
      @ForAll int at,
      @ForAll byte damage) {
    for (byte[] value : written(words)) {
      RdbType type = RdbType.ofCode(value[0]);
      byte[] damaged = Arrays.copyOfRange(value, 1, value.length);
      damaged[Math.floorMod(at, damaged.length)] = damage;
      readToTheEnd(type, damaged);
      readToTheEnd(type, Arrays.copyOf(damaged, Math.floorMod(at, damaged.length)));
    }
  }

  private static List<byte[]> written(List<Bytes> words) {
    List<RdbOutput> outputs = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      outputs.add(new RdbOutput());
    }
    ListFormat.write(outputs.get(0), -2, words::forEach);
    SetFormat.write(outputs.get(1), words.size(), words::forEach);
    HashFormat.write(
        outputs.get(2), true, words.size(), all -> words.forEach(w -> all.add(w, w, -1)));
    SortedSetFormat.writeCompact(outputs.get(3), all -> words.forEach(w -> all.add(w, 1.5)));
    HashFormat.writeWithDeadlines(
        outputs.get(4), 5, words.size(), all -> words.forEach(w -> all.add(w, w, 10)));
    StreamId id = new StreamId(5, 5);
    StreamEntry entry = new StreamEntry(id, List.of(words.get(0), words.get(0)));
    StreamFormat.write(
        outputs.get(5), new StreamContent(List.of(entry), id, StreamId.MIN, 1, List.of()));
    return outputs.stream().map(RdbOutput::toArray).toList();
  }

  private static void readToTheEnd(RdbType type, byte[] bytes) {
    RdbInput in = new RdbInput(Bytes.wrap(bytes));
    try {
      switch (type.valueType()) {
        case STRING -> in.string();
        case LIST -> ListFormat.read(type, in);
        case SET -> SetFormat.read(type, in);
        case SORTED_SET -> SortedSetFormat.read(type, in);
        case HASH -> HashFormat.read(type, in);
        case STREAM -> StreamFormat.read(type, in);
      }
    } catch (RdbFormatException expected) {
      assertThat(expected).hasMessageNotContaining("null");
    }
  }
}
