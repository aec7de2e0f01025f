package io.slotwise.node.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.slotwise.node.connection.CatalogEntry;
import org.junit.jupiter.api.Test;

/** The documentation of commands is there, whole, and in the shape of redis-server's. */
class CommandDocsTest {

  @Test
  void everyCommandIsDocumented() {
    CommandDocs docs = new CommandDocs();
    try (CommandBench bench = new CommandBench()) {
      assertThat(bench.catalog.all())
          .filteredOn(entry -> !docs.isDocumented(entry))
          .extracting(CatalogEntry::name)
          .isEmpty();
    }
  }

  @Test
  void aCommandIsDescribedWithItsArguments() {
    try (CommandBench bench = new CommandBench()) {
      assertThat(bench.run(bench.connect(), "command", "docs", "client|reply"))
          .isEqualTo(
              "{client|reply, {summary, Chooses whether this connection gets replies,"
                  + " since, 3.2.0, group, connection, complexity, O(1),"
                  + " arguments, [{name, on_off_skip, type, oneof, arguments,"
                  + " [{name, on, type, pure-token, token, ON},"
                  + " {name, off, type, pure-token, token, OFF},"
                  + " {name, skip, type, pure-token, token, SKIP}]}]}}");
    }
  }

  @Test
  void aContainerIsDescribedWithItsSubcommands() {
    try (CommandBench bench = new CommandBench()) {
      assertThat(bench.run(bench.connect(), "command", "docs", "module"))
          .startsWith("{module, {summary, What concerns modules, since, 4.0.0, group, server,")
          .contains("subcommands, {module|help, {summary,")
          .contains("{name, path, type, string}");
    }
  }

  @Test
  void historyAndDeprecationAreTold() {
    try (CommandBench bench = new CommandBench()) {
      assertThat(bench.run(bench.connect(), "command", "docs", "cluster|slots"))
          .contains(
              "doc_flags, <+deprecated>, deprecated_since, 7.0.0, replaced_by, `CLUSTER SHARDS`,"
                  + " history, <[4.0.0, Node ids], [7.0.0, Metadata of nodes]>");
    }
  }
}
