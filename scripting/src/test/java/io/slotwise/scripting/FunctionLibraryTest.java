package io.slotwise.scripting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.slotwise.protocol.Bytes;
import io.slotwise.protocol.Errors;
import io.slotwise.protocol.Reply;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Libraries load, register and run as in Redis, and fail with its words. */
class FunctionLibraryTest {

  private static final String LIBRARY =
      """
      #!lua name=mylib
      local n = 0
      redis.register_function{
        function_name = 'reads', callback = function(k, a) return redis.call('get', k[1]) end,
        flags = {'no-writes', 'allow-stale'}, description = 'reads a key'}
      redis.register_function('bad', function(k, a) local x x.y = 1 end)
      redis.register_function('unknown', function(k, a) return foo end)
      redis.register_function('sets', function(k, a) foo = 1 end)
      redis.register_function('registers', function(k, a) redis.register_function('x', function() end) end)
      redis.register_function('fails', function(k, a) error({err = 'X y'}) end)
      redis.register_function('calls', function(k, a) return redis.call('nope') end)
      redis.register_function('echoes', function(k, a) k[1] = 5 return {k[1], a[1], #k, #a} end)
      redis.register_function('counts', function(k, a) n = n + 1 return n end)
      redis.register_function('resp', function(k, a) redis.setresp(3) return true end)
      redis.register_function('missing', function(k, a) return redis.foo end)
      redis.register_function('keys', function(k, a) return KEYS end)
      redis.register_function('globals', function(k, a)
        local names = {} for name in pairs(_G) do names[#names + 1] = name end
        table.sort(names) return table.concat(names, ' ') end)
      redis.register_function('library', function(k, a)
        local names = {} for name in pairs(redis) do names[#names + 1] = name end
        table.sort(names) return table.concat(names, ' ') end)
      """;

  private static final List<String> LOADS =
      List.of(
          "return 1",
          "#!lua",
          "#!lua\nx",
          "#!lua name=\nx",
          "#!lua name=a-b\nx",
          "#!foo name=ab\nx",
          "#!lua name=ab name=cd\nx",
          "#!lua nam=ab\nx",
          "#!lua name=ab\nx=",
          "#!lua name=ab\nx=1",
          "#!lua name=ab\nlocal x=1",
          "#!lua name=ab\nreturn foo",
          "#!lua name=ab foo\nx",
          "#!lua name=\"ab\nx",
          "#!\nx",
          "#!lua name=ab\nlocal x x.y=1",
          "#!lua  name=x1\nlocal t=cjson t.x=1",
          "#!lua name=ab\nerror('x')",
          "#!lua name=ab\nredis.call('get','x')",
          "#!lua name=ab\nredis.setresp(3)",
          "#!lua name=ab\nprint(1)",
          "#!lua name=ab\nredis.call=1",
          "#!lua name=ab\nreturn 1",
          "#!lua name=ab\nlocal function f() return f() + 1 end f()",
          register(""),
          register("1"),
          register("'a'"),
          register("'a',1"),
          register("{},function() end"),
          register("'a b',function() end"),
          register("'',function() end"),
          register("'a',function() end,1"),
          register("{}"),
          register("'a',function() end) redis.register_function('a',function() end"),
          register("{function_name='a'}"),
          register("{callback=function() end}"),
          register("{function_name='a',callback=1}"),
          register("{function_name='a',callback=function() end,x=1}"),
          register("{function_name='a',callback=function() end,flags=1}"),
          register("{function_name='a',callback=function() end,flags={'x'}}"),
          register("{function_name='a',callback=function() end,flags={1}}"),
          register("{function_name='a',callback=function() end,[1]=1}"),
          register("{function_name='a',callback=function() end,description={}}"),
          register("{function_name={},callback=function() end}"));

  private static String register(String arguments) {
    return "#!lua name=ab\nredis.register_function(" + arguments + ")";
  }

  private final LuaEngine engine = new LuaEngine();

  private Reply load(String text) {
    try {
      FunctionLibrary library = FunctionLibrary.compile(Bytes.of(text));
      engine.functions(library);
      return new Reply.Bulk(Bytes.of(library.name()));
    } catch (ScriptException e) {
      return e.error();
    }
  }

  private String call(FunctionLibrary library, String function) throws ScriptException {
    List<Bytes> words = List.of(Bytes.of("k1"));
    return WireText.resp2(
        engine
            .call(library, function, words, words, new StubCalls())
            .orElse(Errors.err("Function not found")));
  }

  @Test
  void librariesThatCannotBeLoadedSayWhy() throws IOException {
    assumeTrue(RedisProcess.isInstalled(), "redis-server is not on the path");
    try (RedisProcess redis = RedisProcess.start()) {
      for (String text : LOADS) {
        assertThat(WireText.resp2(load(text)))
            .as(text)
            .isEqualTo(redis.call("FUNCTION", "LOAD", text));
      }
    }
  }

  @Test
  void functionsAnswerAsInRedis() throws IOException, ScriptException {
    assumeTrue(RedisProcess.isInstalled(), "redis-server is not on the path");
    FunctionLibrary library = FunctionLibrary.compile(Bytes.of(LIBRARY));
    try (RedisProcess redis = RedisProcess.start()) {
      redis.call("SET", "k1", "v1");
      assertThat(redis.call("FUNCTION", "LOAD", LIBRARY)).isEqualTo("$5\r\nmylib\r\n");
      for (FunctionLibrary.Function function : engine.functions(library)) {
        for (int i = 0; i < 2; i++) {
          assertThat(call(library, function.name()))
              .as(function.name())
              .isEqualTo(redis.call("FCALL", function.name(), "1", "k1", "k1"));
        }
      }
    }
  }

  @Test
  void aLibraryTellsWhatItRegisters() throws ScriptException {
    FunctionLibrary library = FunctionLibrary.compile(Bytes.of(LIBRARY));
    assertThat(engine.functions(library))
        .contains(
            new FunctionLibrary.Function(
                "reads",
                Optional.of(Bytes.of("reads a key")),
                Set.of(ScriptFlag.NO_WRITES, ScriptFlag.ALLOW_STALE)),
            new FunctionLibrary.Function("bad", Optional.empty(), Set.of()));
    assertThat(call(library, "nothing")).isEqualTo("-ERR Function not found\r\n");
  }

  @Test
  void theFirstLineOfAScriptIsRead() throws IOException {
    assumeTrue(RedisProcess.isInstalled(), "redis-server is not on the path");
    try (RedisProcess redis = RedisProcess.start()) {
      for (String text :
          List.of(
              "#!lua\nreturn 1",
              "#!lua return 1",
              "#!foo\nreturn 1",
              "#!lua flags=xx\nreturn 1",
              "#!lua flags=no-writes,allow-oom\nreturn 1",
              "#!lua foo=1\nreturn 1",
              "#!lua flags=\nreturn 1",
              "#!lua flags=no-writes flags=allow-oom\nreturn x",
              "#!lua  flags=no-writes\nreturn 1",
              "#!lua flags=no-writes,,allow-oom\nreturn 1",
              "#!LUA\nreturn 1",
              "#!lua name=x\nreturn 1",
              "#!\nreturn 1",
              "#!lua flags=no-writes\nerror('x')",
              "#\nreturn 1",
              "#!lua flags=no-writes,allow-stale,no-cluster,allow-cross-slot-keys\nreturn 1")) {
        assertThat(eval(text)).as(text).isEqualTo(redis.call("EVAL", text, "0"));
      }
    }
  }

  private String eval(String text) {
    try {
      Script script = Script.compile(Bytes.of(text));
      return WireText.resp2(engine.eval(script, List.of(), List.of(), new StubCalls()));
    } catch (ScriptException e) {
      return WireText.resp2(e.error());
    }
  }
}
