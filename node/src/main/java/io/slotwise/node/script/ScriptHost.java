package io.slotwise.node.script;

import io.slotwise.node.connection.CatalogEntry;
import io.slotwise.node.connection.CommandCatalog;
import io.slotwise.node.connection.ScriptWatch;
import io.slotwise.node.connection.TransactionScope;
import io.slotwise.protocol.Args;
import io.slotwise.protocol.Bytes;
import io.slotwise.protocol.Errors;
import io.slotwise.protocol.Reply;
import io.slotwise.scripting.RedisCalls;
import io.slotwise.sharding.api.Handler;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What one run of a script can do to the server. */
final class ScriptHost implements RedisCalls {

  private static final Logger LOG = LoggerFactory.getLogger("io.slotwise.script");

  private static final Reply UNKNOWN = Errors.err("Unknown Redis command called from script");
  private static final Reply WRONG_ARITY =
      Errors.err("Wrong number of args calling Redis command from script");
  private static final Reply NOT_FROM_SCRIPT =
      Errors.err("This Redis command is not allowed from script");
  private static final Reply READ_ONLY =
      Errors.err("Write commands are not allowed from read-only scripts.");

  private final CommandCatalog catalog;
  private final TransactionScope scope;
  private final ScriptWatch watch;
  private final boolean readOnly;

  /**
   * @param readOnly whether it may call no command that writes
   */
  ScriptHost(CommandCatalog catalog, TransactionScope scope, ScriptWatch watch, boolean readOnly) {
    this.catalog = catalog;
    this.scope = scope;
    this.watch = watch;
    this.readOnly = readOnly;
  }

  /** The same for a script that turns out not to write. */
  ScriptHost forReading() {
    return new ScriptHost(catalog, scope, watch, true);
  }

  @Override
  public Reply call(List<Bytes> words) {
    Args args = Args.of(words.toArray(new Bytes[0]));
    CatalogEntry command = catalog.find(args);
    if (command == null) {
      return UNKNOWN;
    }
    if (!command.accepts(args.count())) {
      return WRONG_ARITY;
    }
    if (command.isNoScript()) {
      return NOT_FROM_SCRIPT;
    }
    if (readOnly && command.mayReplicate()) {
      return READ_ONLY;
    }
    if (command.def().handler() instanceof Handler.Blocking blocking) {
      Reply.Error refusal = blocking.refuseInScript(args);
      if (refusal != null) {
        return refusal;
      }
    }
    return scope.run(command, args);
  }

  @Override
  public Optional<Boolean> allows(List<Bytes> words) {
    CatalogEntry command = catalog.find(Args.of(words.toArray(new Bytes[0])));
    return command == null ? Optional.empty() : Optional.of(true);
  }

  @Override
  public void log(LogLevel level, Bytes message) {
    switch (level) {
      case DEBUG -> LOG.trace("{}", message);
      case VERBOSE -> LOG.debug("{}", message);
      case NOTICE -> LOG.info("{}", message);
      case WARNING -> LOG.warn("{}", message);
    }
  }

  @Override
  public boolean goesOn() {
    return watch.goesOn();
  }

  @Override
  public void memoryRefused() {
    watch.memoryRefused();
  }
}
