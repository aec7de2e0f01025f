package io.slotwise.scripting.source;

import io.slotwise.scripting.source.Token.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Reads a script by the grammar of Lua 5.1, with its messages, and writes the same program in words
 * that LuaJ's compiler reads alike: it knows Lua 5.2, whose {@code goto}, escapes and {@code _ENV}
 * mean other things in 5.1, and its messages do not say what is wrong. Lines stay where they are.
 */
final class Grammar {

  private static final int LEVELS_MAX = 200;
  private static final int UNARY_PRIORITY = 8;

  /** How tightly an operator binds on its left and on its right. */
  private static final Map<String, int[]> BINARY =
      Map.ofEntries(
          Map.entry("+", new int[] {6, 6}),
          Map.entry("-", new int[] {6, 6}),
          Map.entry("*", new int[] {7, 7}),
          Map.entry("/", new int[] {7, 7}),
          Map.entry("%", new int[] {7, 7}),
          Map.entry("^", new int[] {10, 9}),
          Map.entry("..", new int[] {5, 4}),
          Map.entry("~=", new int[] {3, 3}),
          Map.entry("==", new int[] {3, 3}),
          Map.entry("<", new int[] {3, 3}),
          Map.entry("<=", new int[] {3, 3}),
          Map.entry(">", new int[] {3, 3}),
          Map.entry(">=", new int[] {3, 3}),
          Map.entry("and", new int[] {2, 2}),
          Map.entry("or", new int[] {1, 1}));

  /** A function being read. */
  private static final class Body {
    final boolean variadic;
    boolean usesDots;

    /** A function has one constant for 0 and -0: the first of them. */
    boolean hasZero;

    int loops;

    Body(boolean variadic) {
      this.variadic = variadic;
    }
  }

  private enum Expression {
    CALL,
    VARIABLE,
    OTHER
  }

  private final Scanner scanner;
  private final CheckedSource out;
  private final List<Body> bodies = new ArrayList<>();
  private Body body = new Body(true);
  private Token token;
  private Token ahead;
  private int lastLine = 1;
  private int levels;

  private Grammar(String chunkName, String source) throws SyntaxException {
    this.scanner = new Scanner(chunkName, source);
    this.out = new CheckedSource();
    this.token = scanner.next();
  }

  static CheckedSource check(String chunkName, String source) throws SyntaxException {
    Grammar grammar = new Grammar(chunkName, source);
    grammar.chunk();
    grammar.expectToken(Kind.END_OF_FILE);
    for (Body body : grammar.bodies) {
      grammar.out.addFunction(body.variadic, body.usesDots);
    }
    return grammar.out;
  }

  // ------------------------------------------------------------------ words

  private void next() throws SyntaxException {
    out.add(token);
    lastLine = token.line();
    if (ahead != null) {
      token = ahead;
      ahead = null;
    } else {
      token = scanner.next();
    }
  }

  private SyntaxException error(String message) {
    return scanner.error(message, token.near());
  }

  private boolean accept(String symbol) throws SyntaxException {
    if (token.is(symbol)) {
      next();
      return true;
    }
    return false;
  }

  private void expect(String symbol) throws SyntaxException {
    if (!accept(symbol)) {
      throw error("'" + symbol + "' expected");
    }
  }

  private void expectToken(Kind kind) throws SyntaxException {
    if (token.kind() != kind) {
      throw error("'" + kind.shown() + "' expected");
    }
  }

  private void expectClosing(String what, String opened, int line) throws SyntaxException {
    if (token.is(what)) {
      next();
      return;
    }
    throw error(
        line == token.line()
            ? "'" + what + "' expected"
            : "'" + what + "' expected (to close '" + opened + "' at line " + line + ")");
  }

  private void name() throws SyntaxException {
    expectToken(Kind.NAME);
    next();
  }

  private void enterLevel() throws SyntaxException {
    if (++levels > LEVELS_MAX) {
      throw scanner.error("chunk has too many syntax levels", null);
    }
  }

  // ------------------------------------------------------------------ statements

  private boolean endsBlock() {
    return token.kind() == Kind.END_OF_FILE
        || token.is("else")
        || token.is("elseif")
        || token.is("end")
        || token.is("until");
  }

  private void chunk() throws SyntaxException {
    enterLevel();
    boolean last = false;
    while (!last && !endsBlock()) {
      last = statement();
      accept(";");
    }
    levels--;
  }

  /** One statement; true when it must be the last of its block. */
  private boolean statement() throws SyntaxException {
    int line = token.line();
    switch (token.kind() == Kind.SYMBOL ? token.text() : "") {
      case "if" -> ifStatement(line);
      case "while" -> {
        next();
        expression();
        expect("do");
        loop();
        expectClosing("end", "while", line);
      }
      case "do" -> {
        next();
        chunk();
        expectClosing("end", "do", line);
      }
      case "for" -> forStatement(line);
      case "repeat" -> {
        next();
        loop();
        expectClosing("until", "repeat", line);
        expression();
      }
      case "function" -> functionStatement(line);
      case "local" -> localStatement();
      case "return" -> {
        next();
        if (!endsBlock() && !token.is(";")) {
          expressions();
        }
        return true;
      }
      case "break" -> {
        next();
        if (body.loops == 0) {
          throw error("no loop to break");
        }
        return true;
      }
      default -> expressionStatement();
    }
    return false;
  }

  private void loop() throws SyntaxException {
    body.loops++;
    chunk();
    body.loops--;
  }

  private void ifStatement(int line) throws SyntaxException {
    do {
      next();
      expression();
      expect("then");
      chunk();
    } while (token.is("elseif"));
    if (accept("else")) {
      chunk();
    }
    expectClosing("end", "if", line);
  }

  private void forStatement(int line) throws SyntaxException {
    next();
    name();
    if (accept("=")) {
      expression();
      expect(",");
      expression();
      if (accept(",")) {
        expression();
      }
    } else if (token.is(",") || token.is("in")) {
      while (accept(",")) {
        name();
      }
      expect("in");
      expressions();
    } else {
      throw error("'=' or 'in' expected");
    }
    expect("do");
    loop();
    expectClosing("end", "for", line);
  }

  private void functionStatement(int line) throws SyntaxException {
    next();
    name();
    while (accept(".")) {
      name();
    }
    if (accept(":")) {
      name();
    }
    functionBody(line);
  }

  private void localStatement() throws SyntaxException {
    next();
    int line = token.line();
    if (accept("function")) {
      name();
      functionBody(line);
      return;
    }
    do {
      name();
    } while (accept(","));
    if (accept("=")) {
      expressions();
    }
  }

  private void expressionStatement() throws SyntaxException {
    Expression first = primary();
    if (first == Expression.CALL) {
      return;
    }
    while (true) {
      if (first != Expression.VARIABLE) {
        throw error("syntax error");
      }
      if (!accept(",")) {
        expect("=");
        expressions();
        return;
      }
      first = primary();
    }
  }

  private void functionBody(int line) throws SyntaxException {
    expect("(");
    boolean variadic = false;
    if (!token.is(")")) {
      do {
        if (token.kind() == Kind.NAME) {
          next();
        } else if (token.is("...")) {
          next();
          variadic = true;
        } else {
          throw error("<name> or '...' expected");
        }
      } while (!variadic && accept(","));
    }
    expect(")");
    if (variadic) {
      out.addImplicitArg();
    }
    Body outer = body;
    body = new Body(variadic);
    bodies.add(body);
    chunk();
    expectClosing("end", "function", line);
    body = outer;
  }

  // ------------------------------------------------------------------ expressions

  private void expressions() throws SyntaxException {
    do {
      expression();
    } while (accept(","));
  }

  private void expression() throws SyntaxException {
    expression(0);
  }

  private void expression(int limit) throws SyntaxException {
    enterLevel();
    if (token.is("not") || token.is("-") || token.is("#")) {
      boolean minus = token.is("-");
      next();
      if (minus && isZero() && !body.hasZero) {
        out.addZeroToNegate(token);
        lastLine = token.line();
        token = scanner.next();
      } else {
        expression(UNARY_PRIORITY);
      }
    } else {
      simple();
    }
    int[] priority = binary();
    while (priority != null && priority[0] > limit) {
      next();
      expression(priority[1]);
      priority = binary();
    }
    levels--;
  }

  private boolean isZero() {
    return token.kind() == Kind.NUMBER && token.value().equals(0.0);
  }

  private int[] binary() {
    return token.kind() == Kind.SYMBOL ? BINARY.get(token.text()) : null;
  }

  private void simple() throws SyntaxException {
    if (token.kind() == Kind.NUMBER || token.kind() == Kind.STRING) {
      body.hasZero |= isZero();
      next();
      return;
    }
    switch (token.kind() == Kind.SYMBOL ? token.text() : "") {
      case "nil", "true", "false" -> next();
      case "..." -> {
        if (!body.variadic) {
          throw error("cannot use '...' outside a vararg function");
        }
        body.usesDots = true;
        next();
      }
      case "{" -> constructor();
      case "function" -> {
        int line = token.line();
        next();
        functionBody(line);
      }
      default -> primary();
    }
  }

  private Expression primary() throws SyntaxException {
    Expression kind = prefix();
    while (true) {
      if (token.is(".")) {
        next();
        name();
        kind = Expression.VARIABLE;
      } else if (token.is("[")) {
        bracketed();
        kind = Expression.VARIABLE;
      } else if (token.is(":")) {
        next();
        name();
        arguments();
        kind = Expression.CALL;
      } else if (token.is("(") || token.is("{") || token.kind() == Kind.STRING) {
        arguments();
        kind = Expression.CALL;
      } else {
        return kind;
      }
    }
  }

  private Expression prefix() throws SyntaxException {
    if (token.kind() == Kind.NAME) {
      next();
      return Expression.VARIABLE;
    }
    if (token.is("(")) {
      int line = token.line();
      next();
      expression();
      expectClosing(")", "(", line);
      return Expression.OTHER;
    }
    throw error("unexpected symbol");
  }

  private void bracketed() throws SyntaxException {
    next();
    expression();
    expect("]");
  }

  private void arguments() throws SyntaxException {
    if (token.kind() == Kind.STRING) {
      next();
    } else if (token.is("{")) {
      constructor();
    } else if (token.is("(")) {
      int line = token.line();
      if (line != lastLine) {
        throw error("ambiguous syntax (function call x new statement)");
      }
      next();
      if (!token.is(")")) {
        expressions();
      }
      expectClosing(")", "(", line);
    } else {
      throw error("function arguments expected");
    }
  }

  private void constructor() throws SyntaxException {
    int line = token.line();
    expect("{");
    while (!token.is("}")) {
      field();
      if (!accept(",") && !accept(";")) {
        break;
      }
    }
    expectClosing("}", "{", line);
  }

  private void field() throws SyntaxException {
    if (token.is("[")) {
      bracketed();
      expect("=");
      expression();
      return;
    }
    if (token.kind() == Kind.NAME) {
      ahead = scanner.next();
      if (ahead.is("=")) {
        next();
        next();
      }
    }
    expression();
  }
}
