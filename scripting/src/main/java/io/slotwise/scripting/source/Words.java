package io.slotwise.scripting.source;

import io.slotwise.scripting.source.Token.Kind;

/** The words of a script, one in hand, that are copied as they are read. */
abstract class Words {

  private final Scanner scanner;
  private Token ahead;

  final CheckedSource out = new CheckedSource();

  /** The one in hand. */
  Token token;

  /** Of the word before it. */
  int lastLine = 1;

  Words(String chunkName, String source) throws SyntaxException {
    this.scanner = new Scanner(chunkName, source);
    this.token = scanner.next();
  }

  /** Goes on to the next word, and copies the one in hand. */
  final void next() throws SyntaxException {
    out.add(token);
    skip();
  }

  /** Goes on to the next word without copying the one in hand. */
  final void skip() throws SyntaxException {
    lastLine = token.line();
    if (ahead != null) {
      token = ahead;
      ahead = null;
    } else {
      token = scanner.next();
    }
  }

  /** The word behind the one in hand. */
  final Token lookAhead() throws SyntaxException {
    if (ahead == null) {
      ahead = scanner.next();
    }
    return ahead;
  }

  /** At the word in hand. */
  final SyntaxException error(String message) {
    return scanner.error(message, token.near());
  }

  final SyntaxException errorNowhere(String message) {
    return scanner.error(message, null);
  }

  final boolean accept(String symbol) throws SyntaxException {
    if (token.is(symbol)) {
      next();
      return true;
    }
    return false;
  }

  final void expect(String symbol) throws SyntaxException {
    if (!accept(symbol)) {
      throw error("'" + symbol + "' expected");
    }
  }

  final void expectToken(Kind kind) throws SyntaxException {
    if (token.kind() != kind) {
      throw error("'" + kind.shown() + "' expected");
    }
  }

  final void expectClosing(String what, String opened, int line) throws SyntaxException {
    if (token.is(what)) {
      next();
      return;
    }
    throw error(
        line == token.line()
            ? "'" + what + "' expected"
            : "'" + what + "' expected (to close '" + opened + "' at line " + line + ")");
  }

  final void name() throws SyntaxException {
    expectToken(Kind.NAME);
    next();
  }
}
