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
final class Grammar extends Words {

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

    /** A function has one constant for 0 and -0: the first of them; null while it has none. */
    Double zero;

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

  private final List<Body> bodies = new ArrayList<>();
  private Body body = new Body(true);
  private int levels;

  /** The number that the expression just read is, in parentheses; else null. */
  private Double inParentheses;

  private Grammar(String chunkName, String source) throws SyntaxException {
    super(chunkName, source);
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

  private void enterLevel() throws SyntaxException {
    if (++levels > LEVELS_MAX) {
      throw errorNowhere("chunk has too many syntax levels");
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
    write(expression(0));
  }

  /** Answers the number, not written yet, if Lua knows it when it compiles; else null. */
  private Double expression(int limit) throws SyntaxException {
    enterLevel();
    Start start = start();
    Double value = operand();
    int[] priority = binary();
    while (priority != null && priority[0] > limit) {
      String operator = token.text();
      write(value);
      next();
      Double right = expression(priority[1]);
      value = value == null || right == null ? null : Constants.fold(operator, value, right);
      if (value == null) {
        write(right);
      } else {
        goBackTo(start);
      }
      priority = binary();
    }
    levels--;
    return value;
  }

  private Double operand() throws SyntaxException {
    boolean minus = token.is("-");
    if (!minus && !token.is("not") && !token.is("#")) {
      return simple();
    }
    Start start = start();
    next();
    Double value = expression(UNARY_PRIORITY);
    if (minus && value != null) {
      goBackTo(start);
      return -value;
    }
    write(value);
    return null;
  }

  /** Where an expression begins: from there it may be written anew. */
  private record Start(CheckedSource.Mark written, Double zero) {}

  private Start start() {
    return new Start(out.mark(), body.zero);
  }

  private void goBackTo(Start start) {
    out.goBackTo(start.written);
    body.zero = start.zero;
  }

  private void write(Double number) {
    if (number != null && number == 0) {
      body.zero = body.zero == null ? number : body.zero;
      out.add(new Token(Kind.NUMBER, "0", body.zero, lastLine));
    } else if (number != null) {
      out.add(new Token(Kind.NUMBER, "", number, lastLine));
    }
  }

  private int[] binary() {
    return token.kind() == Kind.SYMBOL ? BINARY.get(token.text()) : null;
  }

  private Double simple() throws SyntaxException {
    if (token.kind() == Kind.NUMBER) {
      Double value = (Double) token.value();
      skip();
      return value;
    }
    if (token.kind() == Kind.STRING) {
      next();
      return null;
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
      default -> {
        Start start = start();
        primary();
        if (inParentheses != null) {
          goBackTo(start);
          return inParentheses;
        }
      }
    }
    return null;
  }

  private Expression primary() throws SyntaxException {
    Expression kind = prefix();
    Double inside = inParentheses;
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
        inParentheses = kind == Expression.OTHER ? inside : null;
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
      Double inside = expression(0);
      write(inside);
      expectClosing(")", "(", line);
      inParentheses = inside;
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
      if (lookAhead().is("=")) {
        next();
        next();
      }
    }
    expression();
  }
}
