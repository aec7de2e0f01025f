package io.slotwise.sharding.rdb;

import io.slotwise.sharding.api.ValueType;

/** The first byte of a value: its type, and which of the ways to write that type. */
public enum RdbType {
  STRING(0, ValueType.STRING),
  LIST(1, ValueType.LIST),
  SET(2, ValueType.SET),
  SORTED_SET(3, ValueType.SORTED_SET),
  HASH(4, ValueType.HASH),
  SORTED_SET_2(5, ValueType.SORTED_SET),
  HASH_ZIPMAP(9, ValueType.HASH),
  LIST_ZIPLIST(10, ValueType.LIST),
  SET_INTSET(11, ValueType.SET),
  SORTED_SET_ZIPLIST(12, ValueType.SORTED_SET),
  HASH_ZIPLIST(13, ValueType.HASH),
  LIST_QUICKLIST(14, ValueType.LIST),
  STREAM_LISTPACKS(15, ValueType.STREAM),
  HASH_LISTPACK(16, ValueType.HASH),
  SORTED_SET_LISTPACK(17, ValueType.SORTED_SET),
  LIST_QUICKLIST_2(18, ValueType.LIST),
  STREAM_LISTPACKS_2(19, ValueType.STREAM),
  SET_LISTPACK(20, ValueType.SET),
  STREAM_LISTPACKS_3(21, ValueType.STREAM),
  HASH_METADATA(24, ValueType.HASH),
  HASH_LISTPACK_EX(25, ValueType.HASH);

  private static final RdbType[] BY_CODE = new RdbType[32];

  static {
    for (RdbType type : values()) {
      BY_CODE[type.code] = type;
    }
  }

  private final int code;
  private final ValueType valueType;

  RdbType(int code, ValueType valueType) {
    this.code = code;
    this.valueType = valueType;
  }

  int code() {
    return code;
  }

  /** What it is a way to write. */
  public ValueType valueType() {
    return valueType;
  }

  /**
   * @throws RdbFormatException for the code of a module, or of nothing
   */
  static RdbType ofCode(int code) {
    RdbType type = code < BY_CODE.length ? BY_CODE[code] : null;
    if (type == null) {
      throw new RdbFormatException("no type has this code");
    }
    return type;
  }
}
