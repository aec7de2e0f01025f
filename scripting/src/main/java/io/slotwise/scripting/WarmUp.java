package io.slotwise.scripting;

import io.slotwise.protocol.Bytes;
import java.util.List;

/** Scripts that pass through most of the interpreter and its libraries. */
final class WarmUp {

  private static final int ROUNDS = 300;

  private static final List<String> TEXTS =
      List.of(
          """
          local t = {}
          for i = 1, 200 do t[i] = i * 2 % 7; t['k' .. i] = tostring(i) end
          local sum = 0
          for k, v in pairs(t) do if type(v) == 'number' then sum = sum + v end end
          table.sort(t)
          return {sum, #t, table.concat(t, ',')}
          """,
          """
          local value = redis.call('GET', KEYS[1])
          if not value then value = ARGV[1] end
          local ok, err = pcall(function() error({err = 'ERR warm'}) end)
          return {value, ok, err, string.format('%d:%s', 12, value:upper():sub(1, 3))}
          """,
          """
          local text = cjson.encode({a = {1, 2, 3}, b = 'x', c = 1.5, d = true})
          local packed = cmsgpack.pack(cjson.decode(text))
          local n = 0
          for word in string.gmatch('some words to match', '%a+') do n = n + #word end
          return {text, #packed, n, bit.band(255, 15), struct.pack('>I2', 7)}
          """);

  private WarmUp() {}

  static void run(LuaEngine engine, RedisCalls calls) {
    List<Bytes> keys = List.of(Bytes.of("warm-up"));
    for (String text : TEXTS) {
      try {
        Script script = Script.compile(Bytes.of(text));
        for (int i = 0; i < ROUNDS; i++) {
          engine.eval(script, keys, keys, calls);
        }
      } catch (ScriptException e) {
        throw new IllegalStateException("a script of our own does not compile", e);
      }
    }
  }
}
