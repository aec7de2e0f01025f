package io.slotwise.scripting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.slotwise.protocol.Bytes;
import io.slotwise.protocol.Reply;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/**
 * A script sees Redis's names and nothing else, and cannot leave anything behind for another one.
 */
class SandboxTest {

  private static final String NAMES =
      "local out = {} local function walk(t, path, seen) for k, v in pairs(t) do"
          + " local name = path .. tostring(k) out[#out + 1] = name .. ':' .. type(v)"
          + " if type(v) == 'table' and not seen[v] then seen[v] = true walk(v, name .. '.', seen)"
          + " end end end walk(_G, '', {[_G] = true}) table.sort(out) return table.concat(out, ' ')";

  private final LuaEngine engine = new LuaEngine();

  private static Reply run(LuaEngine engine, String text) {
    try {
      return engine.eval(Script.compile(Bytes.of(text)), List.of(), List.of(), new StubCalls());
    } catch (ScriptException e) {
      return e.error();
    }
  }

  private String run(String text) {
    return WireText.resp2(run(engine, text));
  }

  @Test
  void theNamesAreRedisS() throws IOException {
    assumeTrue(RedisProcess.isInstalled(), "redis-server is not on the path");
    try (RedisProcess redis = RedisProcess.start()) {
      assertThat(run(NAMES)).isEqualTo(redis.call("EVAL", NAMES, "0"));
    }
  }

  @Test
  void nothingLeadsOut() {
    for (String text :
        List.of(
            "return luajava",
            "return java",
            "return io.open('/etc/passwd')",
            "return os.execute('ls')",
            "return package.loadlib",
            "return require('os')",
            "return dofile('/etc/passwd')",
            "return loadfile('/etc/passwd')",
            "return debug.getregistry()",
            "return getfenv(0)",
            "setfenv(1, {})",
            "return string.dump(function() end)",
            "return loadstring(string.dump(function() end))",
            "return loadstring('\\27Lua')()",
            "return load(function() return '\\27Lua' end)()",
            "return newproxy(true)",
            "return ('').format.x.y",
            "return collectgarbage.x.y",
            "_G._G = {}",
            "setmetatable(_G, nil)",
            "getmetatable(_G).__newindex = nil",
            "getmetatable(_G).__index = function() end",
            "getmetatable('').__index = {}",
            "string.upper = nil",
            "cjson.encode = nil",
            "redis.call = print",
            "table.insert(redis, 1)",
            "table.sort(setmetatable({}, {__index = string}), 1)",
            "rawset(_G, 'x', 1)",
            "table.insert(_G, 1)")) {
      assertThat(run(text)).as(text).startsWith("-ERR ");
    }
  }

  @Test
  void noScriptSeesAnotherOneSLeavings() {
    run("KEYS.x = 1 ARGV.y = 2 cjson.encode_number_precision(3) redis.setresp(3)");
    assertThat(run("return {KEYS.x, ARGV.y}")).isEqualTo("*0\r\n");
    assertThat(run("return cjson.encode(1/3)")).isEqualTo("$16\r\n0.33333333333333\r\n");
    assertThat(run("return false")).isEqualTo("$-1\r\n");
    run(
        "local t = setmetatable({}, {__gc = function() end}) coroutine.wrap(function() error('x') end)()");
    assertThat(run("return tostring(coroutine.running())")).isEqualTo("$3\r\nnil\r\n");
  }

  @Test
  void enginesOnManyThreadsDoNotMeet() throws Exception {
    Script script =
        Script.compile(
            Bytes.of(
                "local t = {} for i = 1, 200 do t[i] = ARGV[1] .. i end table.sort(t)"
                    + " local s = table.concat(t):upper():gsub('%d', '') return {#s, s:sub(1, 1)}"));
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      List<Future<Boolean>> done = new ArrayList<>();
      for (int thread = 0; thread < 4; thread++) {
        String letter = String.valueOf((char) ('a' + thread));
        done.add(
            threads.submit(
                () -> {
                  LuaEngine own = new LuaEngine();
                  Reply expected =
                      new Reply.Array(
                          List.of(
                              new Reply.Int(200),
                              new Reply.Bulk(Bytes.of(letter.toUpperCase(java.util.Locale.ROOT)))));
                  for (int i = 0; i < 300; i++) {
                    Reply reply =
                        own.eval(script, List.of(), List.of(Bytes.of(letter)), new StubCalls());
                    if (!reply.equals(expected)) {
                      return false;
                    }
                  }
                  return true;
                }));
      }
      for (Future<Boolean> result : done) {
        assertThat(result.get(60, TimeUnit.SECONDS)).isTrue();
      }
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void errorsThatEndRedisOnlyEndTheScriptHere() {
    assertThat(run("error({})")).startsWith("-ERR unknown error script: ");
    assertThat(run("error({err = {}})")).startsWith("-ERR unknown error script: ");
  }

  @Test
  void theWarmUpLeavesTheEngineAsItWas() {
    engine.warmUp(new StubCalls());
    assertThat(run("return #KEYS")).isEqualTo(":0\r\n");
  }
}
