package io.slotwise.ops.testing;

import io.slotwise.protocol.Bytes;
import io.slotwise.sharding.api.Session;
import java.util.ArrayList;
import java.util.List;

/** A client that is not there. */
public final class TestSession implements Session {

  public final List<Integer> hidden = new ArrayList<>();
  public int respVersion = 2;
  public boolean local = true;
  private int database;

  @Override
  public long id() {
    return 1;
  }

  @Override
  public int database() {
    return database;
  }

  @Override
  public void selectDatabase(int number) {
    database = number;
  }

  @Override
  public int respVersion() {
    return respVersion;
  }

  @Override
  public boolean isNoTouch() {
    return false;
  }

  @Override
  public String clientAddress() {
    return "127.0.0.1:5000";
  }

  @Override
  public boolean isLocal() {
    return local;
  }

  @Override
  public Bytes clientName() {
    return Bytes.of("me");
  }

  @Override
  public void watch(Bytes key, long version) {
    throw new UnsupportedOperationException("nobody watches keys here");
  }

  @Override
  public void hideArgument(int index) {
    hidden.add(index);
  }
}
