package io.slotwise.scripting;

import static org.assertj.core.api.Assertions.assertThat;

import io.slotwise.protocol.Bytes;
import io.slotwise.protocol.Reply;
import io.slotwise.scripting.vm.LuaLimits;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Whatever a script takes too much of ends in an error of that script, and the engine goes on. */
@Timeout(60)
class ScriptLimitsTest {

  private static final LuaLimits SMALL =
      new LuaLimits(8 << 20, 4 << 20, 20_000, 198, 100, 7_999, 2_000_000, 1_000);

  private final LuaEngine engine = new LuaEngine(SMALL);

  private static Reply run(LuaEngine engine, String text, RedisCalls calls) {
    try {
      return engine.eval(Script.compile(Bytes.of(text)), List.of(), List.of(), calls);
    } catch (ScriptException e) {
      return e.error();
    }
  }

  private String run(String text) {
    String wire = WireText.resp2(run(engine, text, new StubCalls())).strip();
    assertThat(run(engine, "return 1", new StubCalls())).isEqualTo(new Reply.Int(1));
    return wire;
  }

  /** Ends the script as soon as it has run for a while. */
  private String killed(String text) {
    LuaEngine watched = new LuaEngine();
    RedisCalls calls =
        new StubCalls() {
          private int asked;

          @Override
          public boolean goesOn() {
            return ++asked < 20;
          }
        };
    String wire = WireText.resp2(run(watched, text, calls)).strip();
    assertThat(watched.ending()).isEqualTo(LuaEngine.Ending.KILLED);
    assertThat(run(watched, "return 1", calls)).isEqualTo(new Reply.Int(1));
    assertThat(watched.ending()).isEqualTo(LuaEngine.Ending.RETURNED);
    return wire;
  }

  @Test
  void endlessScriptsCanBeKilled() {
    for (String text :
        List.of(
            "while true do end",
            "repeat until false",
            "for i = 1, 1e300 do end",
            "local function f() return f() end f()",
            "while true do pcall(function() while true do end end) end",
            "while true do xpcall(function() while true do end end, function() end) end",
            "coroutine.wrap(function() while true do end end)()",
            "local co = coroutine.wrap(function() while true do coroutine.yield() end end)"
                + " while true do co() end",
            "return (('a'):rep(40)):match(('a?'):rep(40) .. ('a'):rep(40) .. 'b')",
            "local t = {} for i = 1, 1e5 do t[i] = i end while true do table.sort(t) end",
            "for k in next, {1} do while true do end end",
            "local t = setmetatable({}, {__index = function(t, k) return t[k + 1] end})"
                + " while true do pcall(function() return t[1] end) end",
            "while true do redis.call('ping') end")) {
      assertThat(killed(text))
          .as(text)
          .matches(
              "-ERR Script killed by user with SCRIPT KILL\\.\\.\\. script: .*, on @user_script:1\\.");
    }
  }

  @Test
  void anotherThreadCanKill() throws Exception {
    CountDownLatch started = new CountDownLatch(1);
    AtomicBoolean killed = new AtomicBoolean();
    RedisCalls calls =
        new StubCalls() {
          @Override
          public Reply call(List<Bytes> words) {
            started.countDown();
            return super.call(words);
          }

          @Override
          public boolean goesOn() {
            return !killed.get();
          }
        };
    ExecutorService threads = Executors.newSingleThreadExecutor();
    try {
      Future<Reply> reply =
          threads.submit(() -> run(engine, "redis.call('ping') while true do end", calls));
      started.await();
      killed.set(true);
      assertThat(reply.get(30, TimeUnit.SECONDS)).isInstanceOf(Reply.Error.class);
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void memoryIsBounded() {
    for (String text :
        List.of(
            "local t = {} for i = 1, 1e9 do t[i] = i end",
            "local t = {} for i = 1, 1e9 do t['k' .. i] = i end",
            "local t = {} while true do t = {t} end",
            "local s = 'x' while true do s = s .. s end",
            "local t = {} while true do t[#t + 1] = ('x'):rep(100000) end",
            "local t = {} while true do t[#t + 1] = function() return t end end",
            "return ('x'):rep(1e9)",
            "return ('x'):rep(2^31 - 1)",
            "return (('x'):rep(4000000)):gsub('x', ('y'):rep(4000))",
            "local t = {} for i = 1, 1000 do t[i] = ('x'):rep(4000) end"
                + " return table.concat(t, ('y'):rep(4000))",
            "local t = {} for i = 1, 3000 do t[i] = ('x'):rep(4000) end return cjson.encode(t)",
            "local t = {} for i = 1, 3000 do t[i] = ('x'):rep(4000) end return cmsgpack.pack(t)")) {
      assertThat(run(text)).as(text).matches("-ERR .*(not enough memory|string length overflow).*");
    }
  }

  @Test
  void droppedMemoryIsNotHeldAgainstAScript() {
    assertThat(
            run(
                "local n = 0 for i = 1, 2000 do local s = ('x'):rep(50000) n = n + #s end return n"))
        .isEqualTo(":100000000");
    assertThat(run("local t for i = 1, 100000 do t = {i, {i}} end return t[1]"))
        .isEqualTo(":100000");
  }

  @Test
  void depthsAreBounded() {
    assertThat(run("local function f() return 1 + f() end return f()")).contains("stack overflow");
    assertThat(
            run(
                "local t = setmetatable({}, {}) getmetatable(t).__index ="
                    + " function(t, k) return t[k] end return t.x"))
        .contains("C stack overflow");
    assertThat(run("local s = ('x'):rep(100000) return s:find(('x?'):rep(100000))"))
        .contains("pattern too complex");
    assertThat(run("return #('(('):rep(50)")).isEqualTo(":100");
    assertThat(run("return loadstring(('('):rep(5000))")).isEqualTo("$-1");
    assertThat(run("local t = {} t.t = t return t.t == t and cmsgpack.pack(t):len() > 0"))
        .isEqualTo(":1");
    assertThat(run("return cmsgpack.unpack(('\\145'):rep(100000) .. '\\1')"))
        .contains("stack overflow");
    assertThat(run("local t = {} for i = 1, 10000 do t = {t} end return t"))
        .contains("reached lua stack limit");
    assertThat(run("local t = {} t[1] = t return t")).contains("reached lua stack limit");
  }

  @Test
  void coroutinesAndPatternsAreBounded() {
    assertThat(run("for i = 1, 1000 do coroutine.create(function() end) end"))
        .contains("too many coroutines");
    assertThat(run("return (('a'):rep(40)):match(('a?'):rep(40) .. ('a'):rep(40) .. 'b')"))
        .contains("pattern too complex");
    assertThat(run("return {unpack({}, 1, 1e6)}")).contains("too many results to unpack");
    assertThat(run("return {(('x'):rep(10000)):byte(1, -1)}")).contains("string slice too long");
  }

  @Test
  void aScriptThatTakesLongIsLookedAt() {
    long[] asked = {0};
    RedisCalls calls =
        new StubCalls() {
          @Override
          public boolean goesOn() {
            asked[0]++;
            return true;
          }
        };
    Reply reply = run(engine, "local n = 0 for i = 1, 5e6 do n = n + 1 end return n", calls);
    assertThat(reply).isEqualTo(new Reply.Int(5_000_000));
    assertThat(asked[0]).isPositive();
  }

  @Test
  void theServerIsToldOfMemoryThatItRefuses() {
    boolean[] told = {false};
    RedisCalls calls =
        new StubCalls() {
          @Override
          public void memoryRefused() {
            told[0] = true;
          }
        };
    Reply reply = run(engine, "local t = {} while true do t[#t + 1] = {} end", calls);
    assertThat(WireText.resp2(reply)).contains("not enough memory");
    assertThat(told[0]).isTrue();
    assertThat(engine.ending()).isEqualTo(LuaEngine.Ending.FAILED);
  }
}
