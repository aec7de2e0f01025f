package io.slotwise.scripting;

import static org.assertj.core.api.Assertions.assertThat;

import io.slotwise.protocol.Bytes;
import io.slotwise.protocol.Errors;
import io.slotwise.protocol.Reply;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Every kind of reply as a script sees it by RESP2's and RESP3's types, and returned again as it
 * came.
 */
class ConversionTest {

  private static final String SHOW =
      "local function show(v) if type(v) ~= 'table' then return type(v) .. ':' .. tostring(v) end"
          + " local names = {} for k, x in pairs(v) do names[#names + 1] = tostring(k) .. '=' .. show(x)"
          + " end table.sort(names) return '{' .. table.concat(names, ' ') .. '}' end ";

  private static final Reply A = new Reply.Bulk(Bytes.of("a"));
  private static final Reply ONE = new Reply.Int(1);

  private final LuaEngine engine = new LuaEngine();

  private Reply run(String text, Reply given) {
    RedisCalls calls =
        new StubCalls() {
          @Override
          public Reply call(List<Bytes> words) {
            return given;
          }
        };
    try {
      return engine.eval(Script.compile(Bytes.of(text)), List.of(), List.of(), calls);
    } catch (ScriptException e) {
      return e.error();
    }
  }

  private void sees(Reply given, String resp2, String resp3) {
    String call = "return show(redis.pcall('x'))";
    assertThat(run(SHOW + call, given)).isEqualTo(new Reply.Bulk(Bytes.of(resp2)));
    assertThat(run(SHOW + "redis.setresp(3) " + call, given))
        .isEqualTo(new Reply.Bulk(Bytes.of(resp3)));
  }

  @Test
  void scriptsSeeRepliesByTheTypesOfTheirProtocol() {
    sees(A, "string:a", "string:a");
    sees(ONE, "number:1", "number:1");
    sees(new Reply.Status("OK"), "{ok=string:OK}", "{ok=string:OK}");
    sees(Reply.Null.BULK, "boolean:false", "nil:nil");
    sees(Reply.Null.ARRAY, "boolean:false", "nil:nil");
    sees(new Reply.Bool(true), "number:1", "boolean:true");
    sees(new Reply.Bool(false), "number:0", "boolean:false");
    sees(new Reply.Dbl(1.5), "string:1.5", "{double=number:1.5}");
    sees(new Reply.BigNumber("123"), "string:123", "{big_number=string:123}");
    sees(
        new Reply.Verbatim("txt", Bytes.of("a")),
        "string:a",
        "{verbatim_string={format=string:txt string=string:a}}");
    sees(new Reply.Array(List.of(A, ONE)), "{1=string:a 2=number:1}", "{1=string:a 2=number:1}");
    sees(new Reply.MapOf(List.of(A, ONE)), "{1=string:a 2=number:1}", "{map={a=number:1}}");
    sees(new Reply.SetOf(List.of(A)), "{1=string:a}", "{set={a=boolean:true}}");
    sees(
        new Reply.Pairs(List.of(A, ONE)), "{1=string:a 2=number:1}", "{1={1=string:a 2=number:1}}");
    sees(new Reply.PairedMap(List.of(A, ONE)), "{1={1=string:a 2=number:1}}", "{map={a=number:1}}");
    sees(
        Errors.syntax(),
        "{err=string:ERR syntax error ignore_error_stats_update=boolean:true}",
        "{err=string:ERR syntax error ignore_error_stats_update=boolean:true}");
  }

  @Test
  void whatComesInRespThreeGoesOutAgain() {
    for (Reply reply :
        List.of(
            A,
            ONE,
            new Reply.Status("OK"),
            new Reply.Bool(true),
            new Reply.Bool(false),
            new Reply.Dbl(1.5),
            new Reply.BigNumber("123"),
            new Reply.Verbatim("txt", Bytes.of("a")),
            new Reply.Array(List.of(A, ONE)),
            new Reply.MapOf(List.of(A, ONE)),
            new Reply.SetOf(List.of(A)),
            Errors.syntax(),
            Errors.wrongType())) {
      assertThat(run("redis.setresp(3) return redis.pcall('x')", reply)).isEqualTo(reply);
    }
  }

  @Test
  void bytesAreKept() {
    byte[] all = new byte[256];
    for (int i = 0; i < all.length; i++) {
      all[i] = (byte) i;
    }
    Reply bytes = new Reply.Bulk(Bytes.wrap(all));
    assertThat(run("return redis.call('x')", bytes)).isEqualTo(bytes);
    assertThat(run("return (redis.call('x') .. ''):reverse():reverse()", bytes)).isEqualTo(bytes);
    assertThat(run("return cjson.decode(cjson.encode(redis.call('x'):sub(2)))", bytes))
        .isEqualTo(new Reply.Bulk(Bytes.wrap(all, 1, 255)));
    assertThat(run("return cmsgpack.unpack(cmsgpack.pack(redis.call('x')))", bytes))
        .isEqualTo(bytes);
  }

  @Test
  void errorsOfAnyCodeAreKept() {
    assertThat(run("return redis.error_reply('MYCODE text')", A))
        .isEqualTo(new Reply.Error(null, "MYCODE text"));
    assertThat(run("return redis.call('x')", Errors.wrongType()))
        .isInstanceOfSatisfying(
            Reply.Error.class, error -> assertThat(error.codeName()).isEqualTo("WRONGTYPE"));
  }
}
