package io.slotwise.protocol;

import java.util.List;

/**
 * What a command answers, before it is known whether the client speaks RESP2 or RESP3. Only the
 * encoder knows the difference; a visitor makes every reader of replies (encoder, Lua, MULTI)
 * complete at compile time.
 */
public sealed interface Reply {

  <R> R accept(Visitor<R> visitor);

  /** A short line without CR or LF: {@code +OK}. */
  record Status(String text) implements Reply {
    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.status(this);
    }
  }

  /** A string of any bytes. */
  record Bulk(Bytes bytes) implements Reply {
    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.bulk(this);
    }
  }

  record Int(long value) implements Reply {
    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.integer(this);
    }
  }

  /**
   * RESP2: a bulk string with Redis's own printing of the number.
   *
   * @param plain printed without exponent and with up to 17 digits behind the point, as coordinates
   *     are
   */
  record Dbl(double value, boolean plain) implements Reply {

    public Dbl(double value) {
      this(value, false);
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.dbl(this);
    }
  }

  /** RESP2: integer 1 or 0. */
  record Bool(boolean value) implements Reply {
    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.bool(this);
    }
  }

  /** A decimal integer of any length. RESP2: a bulk string. */
  record BigNumber(String digits) implements Reply {
    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.bigNumber(this);
    }
  }

  /** Text with a three-letter format ({@code txt}, {@code mkd}). RESP2: a bulk string. */
  record Verbatim(String format, Bytes text) implements Reply {
    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.verbatim(this);
    }
  }

  /** RESP2 has two: {@code $-1} and {@code *-1}. RESP3 has one. */
  enum Null implements Reply {
    BULK,
    ARRAY;

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.nil(this);
    }
  }

  record Array(List<Reply> elements) implements Reply {
    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.array(this);
    }
  }

  /** Keys and values in turn: an even number of elements. RESP2: a flat array. */
  record MapOf(List<Reply> keysAndValues) implements Reply {
    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.map(this);
    }
  }

  /** RESP2: an array. */
  record SetOf(List<Reply> elements) implements Reply {
    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.set(this);
    }
  }

  /**
   * First and second of each pair in turn. RESP2: a flat array; RESP3: an array of two-element
   * arrays. Not a map in either ({@code ZRANGE ... WITHSCORES}).
   */
  record Pairs(List<Reply> firstsAndSeconds) implements Reply {
    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.pairs(this);
    }
  }

  /**
   * Keys and values in turn. RESP2: an array of two-element arrays; RESP3: a map ({@code XREAD}).
   */
  record PairedMap(List<Reply> keysAndValues) implements Reply {
    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.pairedMap(this);
    }
  }

  /** Out-of-band data. RESP2: an array. */
  record Push(List<Reply> elements) implements Reply {
    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.push(this);
    }
  }

  /**
   * {@code message} follows the code and a blank; it never holds CR or LF.
   *
   * @param code null where a script made up an error of its own: then the message is the whole line
   */
  record Error(ErrorCode code, String message) implements Reply {
    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.error(this);
    }

    /** As it stands on the wire, without the leading minus. */
    public String line() {
      return code == null ? message : code + " " + message;
    }

    /** The first word of the line, by which errors are counted. */
    public String codeName() {
      if (code != null) {
        return code.name();
      }
      int blank = message.indexOf(' ');
      return blank < 0 ? message : message.substring(0, blank);
    }
  }

  /**
   * Several replies to one request, one after the other ({@code SUBSCRIBE a b}), or none at all.
   */
  record Sequence(List<Reply> replies) implements Reply {
    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.sequence(this);
    }
  }

  /** One method a kind, so that a new kind breaks every reader at compile time. */
  interface Visitor<R> {
    R status(Status reply);

    R bulk(Bulk reply);

    R integer(Int reply);

    R dbl(Dbl reply);

    R bool(Bool reply);

    R bigNumber(BigNumber reply);

    R verbatim(Verbatim reply);

    R nil(Null reply);

    R array(Array reply);

    R map(MapOf reply);

    R set(SetOf reply);

    R pairs(Pairs reply);

    R pairedMap(PairedMap reply);

    R push(Push reply);

    R error(Error reply);

    R sequence(Sequence reply);
  }
}
