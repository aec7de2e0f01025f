package io.slotwise.scripting.vm;

/** An opaque value without methods. There is one: the null pointer, which cjson uses for null. */
public enum LightUserdata {
  NULL
}
