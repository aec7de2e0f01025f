package io.slotwise.node.script;

import io.slotwise.node.connection.ScriptCall;
import io.slotwise.node.connection.ScriptWatch;
import io.slotwise.node.connection.TransactionScope;
import io.slotwise.protocol.Reply;
import io.slotwise.scripting.LuaEngine;
import io.slotwise.scripting.ScriptException;

/** A script or function in Lua with its arguments. */
final class LuaCall implements ScriptCall {

  /** Runs it on an engine. */
  @FunctionalInterface
  interface Body {
    Reply run(LuaEngine engine, ScriptHost host) throws ScriptException;
  }

  /**
   * What it is.
   *
   * @param readOnly whether it may call no command that writes
   * @param large whether even to read it takes more than an event loop can spare
   */
  record Facts(Kind kind, String name, boolean readOnly, boolean large) {}

  private final ScriptingServices services;
  private final Facts facts;
  private final Body body;

  LuaCall(ScriptingServices services, Facts facts, Body body) {
    this.services = services;
    this.facts = facts;
    this.body = body;
  }

  @Override
  public Kind kind() {
    return facts.kind();
  }

  @Override
  public String name() {
    return facts.name();
  }

  @Override
  public boolean isReadOnly() {
    return facts.readOnly();
  }

  @Override
  public boolean seemsShort() {
    return !facts.large() && services.shortScripts().seemsShort(facts.name());
  }

  @Override
  public void tookLong() {
    services.shortScripts().tookLong(facts.name());
  }

  @Override
  public Outcome run(TransactionScope scope, ScriptWatch watch) {
    ScriptHost host = new ScriptHost(services.catalog().get(), scope, watch, facts.readOnly());
    LuaEngine engine = services.engines().in(scope);
    try {
      Reply reply = body.run(engine, host);
      return new Outcome(reply, keepsWrites(engine.ending()));
    } catch (ScriptException e) {
      return new Outcome(e.error(), true);
    }
  }

  private boolean keepsWrites(LuaEngine.Ending ending) {
    return switch (ending) {
      case RETURNED -> true;
      case FAILED -> !services.settings().isRollback();
      case KILLED -> false;
    };
  }
}
