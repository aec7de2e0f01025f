package io.slotwise.node.connection;

import static io.slotwise.sharding.api.CommandDef.command;
import static io.slotwise.sharding.api.CommandDef.container;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slotwise.protocol.Args;
import io.slotwise.protocol.Bytes;
import io.slotwise.protocol.Replies;
import io.slotwise.protocol.command.CommandGroup;
import io.slotwise.sharding.api.CommandDef;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The catalog finds what a client names, in any case, and refuses to start with a muddle. */
class CommandCatalogTest {

  private final CommandCatalog catalog =
      new CommandCatalog(
          List.of(
              simple("get"),
              simple("getset"),
              container("config", CommandGroup.SERVER)
                  .arity(-2)
                  .sub(simple("config|get"))
                  .sub(simple("config|set"))
                  .build(),
              command("command", CommandGroup.SERVER)
                  .sub(simple("command|count"))
                  .onConnection((session, args) -> Replies.OK)),
          1);

  private static CommandDef simple(String name) {
    return command(name, CommandGroup.SERVER).onConnection((session, args) -> Replies.OK);
  }

  private String found(String... words) {
    CatalogEntry entry = catalog.find(Args.of(words));
    return entry == null ? null : entry.name();
  }

  @Test
  void aNameIsFoundInAnyCase() {
    assertThat(found("get", "k")).isEqualTo("get");
    assertThat(found("GeT", "k")).isEqualTo("get");
    assertThat(found("GETSET")).isEqualTo("getset");
  }

  @Test
  void aNameThatOnlyLooksAlikeIsUnknown() {
    assertThat(found("gets")).isNull();
    assertThat(found("")).isNull();
    // Differs from "get" in the bit that separates capitals only, but is no letter.
    assertThat(found("GE\024")).isNull();
  }

  @Test
  void aContainerLeadsToItsSubcommands() {
    assertThat(found("CONFIG", "Set", "a", "b")).isEqualTo("config|set");
    assertThat(found("config")).isEqualTo("config");
    assertThat(found("config", "nope")).isNull();
    assertThat(found("command", "COUNT")).isEqualTo("command|count");
  }

  @Test
  void unknownNamesGetTheErrorsOfRedis() {
    assertThat(catalog.unknown(Args.of("foo", "a", "b\r\n")).line())
        .isEqualTo("ERR unknown command 'foo', with args beginning with: 'a' 'b  ' ");
    assertThat(catalog.unknown(Args.of("Config", "Nope")).line())
        .isEqualTo("ERR unknown subcommand 'Nope'. Try CONFIG HELP.");
  }

  @Test
  void fullNamesLeadToSubcommandsToo() {
    assertThat(catalog.find(Bytes.of("CONFIG|GET")).name()).isEqualTo("config|get");
    assertThat(catalog.find(Bytes.of("config|nope"))).isNull();
  }

  @Test
  void everyEntryKnowsItsPlace() {
    for (int i = 0; i < catalog.all().size(); i++) {
      assertThat(catalog.all().get(i).index()).isEqualTo(i);
    }
  }

  @Test
  void aNameThatAppearsTwiceStopsTheStart() {
    assertThatThrownBy(() -> new CommandCatalog(List.of(simple("get"), simple("get")), 1))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("command defined twice: get");
  }

  @Test
  void aCommandWithoutCodeStopsTheStart() {
    CommandDef empty = container("empty", CommandGroup.SERVER).build();
    assertThatThrownBy(() -> new CommandCatalog(List.of(empty), 1))
        .hasMessage("command without a handler: empty");
  }

  @Test
  void manyNamesAreAllFound() {
    List<CommandDef> defs = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      defs.add(simple("command" + i));
    }
    CommandCatalog large = new CommandCatalog(defs, 1);
    for (int i = 0; i < 500; i++) {
      assertThat(large.find(Args.of("COMMAND" + i)).index()).isEqualTo(i);
    }
  }
}
