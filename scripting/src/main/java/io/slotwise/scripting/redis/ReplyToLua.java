package io.slotwise.scripting.redis;

import io.slotwise.protocol.Bytes;
import io.slotwise.protocol.Reply;
import io.slotwise.protocol.resp.DoubleText;
import io.slotwise.scripting.vm.LuaState;
import io.slotwise.scripting.vm.LuaString;
import io.slotwise.scripting.vm.LuaTable;
import java.util.List;

/** Replies of commands as values of a script, by the types of RESP2 or RESP3. */
public final class ReplyToLua implements Reply.Visitor<Object> {

  private final LuaState state;
  private final boolean resp3;

  public ReplyToLua(LuaState state, boolean resp3) {
    this.state = state;
    this.resp3 = resp3;
  }

  /** The table by which a script knows an error. */
  public static LuaTable errorTable(LuaState state, Reply.Error error) {
    LuaTable table = state.newTable();
    table.put("err", utf8(error.line()));
    return table;
  }

  private LuaTable single(String field, Object value) {
    LuaTable table = state.newTable();
    table.put(field, value);
    return table;
  }

  private LuaString string(Bytes bytes) {
    return state.newString(bytes.toArray());
  }

  private static LuaString utf8(String text) {
    return LuaString.wrap(Bytes.of(text).toArray());
  }

  private LuaTable list(List<Reply> elements) {
    LuaTable table = state.newTable(elements.size(), 0);
    for (int i = 0; i < elements.size(); i++) {
      table.set(i + 1L, elements.get(i).accept(this));
    }
    return table;
  }

  /** An array of two-element arrays. */
  private LuaTable pairsOf(List<Reply> flat) {
    LuaTable table = state.newTable(flat.size() / 2, 0);
    for (int i = 0; i < flat.size(); i += 2) {
      table.set(i / 2 + 1L, list(flat.subList(i, i + 2)));
    }
    return table;
  }

  private LuaTable mapOf(List<Reply> flat) {
    LuaTable map = state.newTable();
    for (int i = 0; i < flat.size(); i += 2) {
      put(map, flat.get(i).accept(this), flat.get(i + 1).accept(this));
    }
    return single("map", map);
  }

  private static void put(LuaTable table, Object key, Object value) {
    if (key != null && !(key instanceof Double number && Double.isNaN(number))) {
      table.set(key, value);
    }
  }

  @Override
  public Object status(Reply.Status reply) {
    return single("ok", utf8(reply.text()));
  }

  @Override
  public Object bulk(Reply.Bulk reply) {
    return string(reply.bytes());
  }

  @Override
  public Object integer(Reply.Int reply) {
    return (double) reply.value();
  }

  @Override
  public Object dbl(Reply.Dbl reply) {
    return resp3 ? single("double", reply.value()) : utf8(DoubleText.of(reply.value()));
  }

  @Override
  public Object bool(Reply.Bool reply) {
    return resp3 ? (Object) reply.value() : (Object) (reply.value() ? 1.0 : 0.0);
  }

  @Override
  public Object bigNumber(Reply.BigNumber reply) {
    return resp3 ? single("big_number", utf8(reply.digits())) : utf8(reply.digits());
  }

  @Override
  public Object verbatim(Reply.Verbatim reply) {
    if (!resp3) {
      return string(reply.text());
    }
    LuaTable parts = state.newTable();
    parts.put("format", utf8(reply.format()));
    parts.put("string", string(reply.text()));
    return single("verbatim_string", parts);
  }

  @Override
  public Object nil(Reply.Null reply) {
    return resp3 ? null : Boolean.FALSE;
  }

  @Override
  public Object array(Reply.Array reply) {
    return list(reply.elements());
  }

  @Override
  public Object map(Reply.MapOf reply) {
    return resp3 ? mapOf(reply.keysAndValues()) : list(reply.keysAndValues());
  }

  @Override
  public Object set(Reply.SetOf reply) {
    if (!resp3) {
      return list(reply.elements());
    }
    LuaTable set = state.newTable();
    for (Reply element : reply.elements()) {
      put(set, element.accept(this), Boolean.TRUE);
    }
    return single("set", set);
  }

  @Override
  public Object pairs(Reply.Pairs reply) {
    return resp3 ? pairsOf(reply.firstsAndSeconds()) : list(reply.firstsAndSeconds());
  }

  @Override
  public Object pairedMap(Reply.PairedMap reply) {
    return resp3 ? mapOf(reply.keysAndValues()) : pairsOf(reply.keysAndValues());
  }

  @Override
  public Object push(Reply.Push reply) {
    return list(reply.elements());
  }

  @Override
  public Object error(Reply.Error reply) {
    LuaTable table = errorTable(state, reply);
    table.put("ignore_error_stats_update", Boolean.TRUE);
    return table;
  }

  @Override
  public Object sequence(Reply.Sequence reply) {
    return list(reply.replies());
  }
}
