package io.slotwise.node.connection;

import io.slotwise.protocol.Args;
import io.slotwise.protocol.CommandError;
import io.slotwise.protocol.Reply;

/** A script as one of the requests of EXEC. What it wrote can be taken back without the others. */
final class ScriptStep {

  private final ExecutionServices services;
  private final CatalogEntry command;
  private final Args args;
  private CallTally tally;

  ScriptStep(ExecutionServices services, CatalogEntry command, Args args) {
    this.services = services;
    this.command = command;
    this.args = args;
  }

  /**
   * Runs it in a transaction that holds its keys.
   *
   * @param held slots that nobody else gets at
   */
  Reply run(TransactionScope scope, int[] held) {
    ClientSession session = scope.session();
    int database = session.database();
    try {
      ScriptCall call = ((ScriptHandler) command.def().handler()).prepare(session, args);
      Runnable savepoint = scope.savepoint();
      ScriptCall.Outcome result =
          scope.mayTakeTime()
              ? runRegistered(call, scope, held)
              : run(call, scope, new LoopWatch());
      if (!result.keepsWrites()) {
        savepoint.run();
        tally.forgetAnnouncements();
      }
      return result.reply();
    } catch (CommandError error) {
      return error.reply();
    } finally {
      session.selectDatabase(database);
    }
  }

  private ScriptCall.Outcome runRegistered(ScriptCall call, TransactionScope scope, int[] held) {
    RunningScripts everything = services.scripts().running();
    RunningScript running = everything.prepare(call, args);
    everything.begin(running);
    try {
      running.holds(held);
      return run(call, scope, running);
    } finally {
      everything.end(running);
    }
  }

  private ScriptCall.Outcome run(ScriptCall call, TransactionScope scope, ScriptWatch watch) {
    tally = new CallTally(scope, watch, services.monitors().isWatched());
    return call.run(tally, watch);
  }

  void tell(Answers answers) {
    if (tally != null) {
      answers.ranScript(args, tally);
    }
  }
}
