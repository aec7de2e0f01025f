package io.slotwise.protocol;

/**
 * Every error text in one place, equal to Redis's to the byte. Text that a client sent and that a
 * message repeats has its control characters replaced by blanks, so that it cannot break the line.
 */
public final class Errors {

  private static final int ARGS_SHOWN_CHARS_MAX = 128;

  /** The whole error of a port with TLS for who speaks none: Redis closes without a word. */
  public static final String SPEAKS_TLS = "ERR This port speaks TLS";

  private Errors() {}

  /** {@code ERR} and a text of the command's own. */
  public static Reply.Error err(String message) {
    return new Reply.Error(ErrorCode.ERR, message);
  }

  /** An error that stands in one line, whatever its first word is: scripts make their own. */
  public static Reply.Error ofLine(String line) {
    String text = oneLine(line);
    int blank = text.indexOf(' ');
    if (blank > 0) {
      for (ErrorCode code : ErrorCode.values()) {
        if (code.name().length() == blank && text.startsWith(code.name())) {
          return new Reply.Error(code, text.substring(blank + 1));
        }
      }
    }
    return new Reply.Error(null, text);
  }

  public static Reply.Error syntax() {
    return err("syntax error");
  }

  public static Reply.Error notInteger() {
    return err("value is not an integer or out of range");
  }

  public static Reply.Error notFloat() {
    return err("value is not a valid float");
  }

  public static Reply.Error outOfRange() {
    return err("value is out of range");
  }

  public static Reply.Error noSuchKey() {
    return err("no such key");
  }

  public static Reply.Error wrongType() {
    return new Reply.Error(
        ErrorCode.WRONGTYPE, "Operation against a key holding the wrong kind of value");
  }

  /**
   * @param fullName lower case; of a subcommand {@code config|get}
   */
  public static Reply.Error wrongArity(String fullName) {
    return err("wrong number of arguments for '" + fullName + "' command");
  }

  /**
   * @param fullName lower case
   */
  public static Reply.Error invalidExpireTime(String fullName) {
    return err("invalid expire time in '" + fullName + "' command");
  }

  public static Reply.Error stringTooLong() {
    return err("string exceeds maximum allowed size (proto-max-bulk-len)");
  }

  /** A command that answers as much as there is would take too much of the heap. */
  public static Reply.Error replyTooLarge() {
    return tooLarge("the reply would take more than", "ask for less at once");
  }

  /** A command, transaction or script would. */
  public static Reply.Error writesTooLarge() {
    return tooLarge("this would write more than", "nothing was written");
  }

  /** What is queued for EXEC would. */
  public static Reply.Error queueTooLarge() {
    return tooLarge("the queued commands take more than", "they are given up");
  }

  private static Reply.Error tooLarge(String what, String andSo) {
    return new Reply.Error(
        ErrorCode.OOM,
        what
            + ' '
            + DataHeap.bytesPerRequestMax()
            + " bytes, which is what one request may take of this node's heap: "
            + andSo);
  }

  public static Reply.Error noAuth() {
    return new Reply.Error(ErrorCode.NOAUTH, "Authentication required.");
  }

  public static Reply.Error wrongPass() {
    return new Reply.Error(
        ErrorCode.WRONGPASS, "invalid username-password pair or user is disabled.");
  }

  /** What a client from elsewhere is told while nobody has decided to let it in. */
  public static Reply.Error protectedMode() {
    return new Reply.Error(
        ErrorCode.DENIED,
        "Redis is running in protected mode because protected mode is enabled and no password is"
            + " set for the default user. In this mode connections are only accepted from the"
            + " loopback interface. If you want to connect from external computers to Redis you may"
            + " adopt one of the following solutions: 1) Just disable protected mode sending the"
            + " command 'CONFIG SET protected-mode no' from the loopback interface by connecting to"
            + " Redis from the same host the server is running, however MAKE SURE Redis is not"
            + " publicly accessible from internet if you do so. Use CONFIG REWRITE to make this"
            + " change permanent. 2) Alternatively you can just disable the protected mode by"
            + " editing the Redis configuration file, and setting the protected mode option to"
            + " 'no', and then restarting the server. 3) If you started the server manually just"
            + " for testing, restart it with the '--protected-mode no' option. 4) Setup a an"
            + " authentication password for the default user. NOTE: You only need to do one of the"
            + " above things in order for the server to start accepting connections from the"
            + " outside.");
  }

  public static Reply.Error noProto() {
    return new Reply.Error(ErrorCode.NOPROTO, "unsupported protocol version");
  }

  public static Reply.Error loading() {
    return new Reply.Error(ErrorCode.LOADING, "Redis is loading the dataset in memory");
  }

  public static Reply.Error dbIndexOutOfRange() {
    return err("DB index is out of range");
  }

  public static Reply.Error crossSlot() {
    return new Reply.Error(ErrorCode.CROSSSLOT, "Keys in request don't hash to the same slot");
  }

  public static Reply.Error slotNotServed() {
    return new Reply.Error(ErrorCode.CLUSTERDOWN, "Hash slot not served");
  }

  /** Redis's answer to a name that it does not know, with as many arguments as fit. */
  public static Reply.Error unknownCommand(Args args) {
    StringBuilder shown = new StringBuilder();
    for (int i = 1; i < args.count() && shown.length() < ARGS_SHOWN_CHARS_MAX; i++) {
      String text = upToNul(args.get(i).latin1());
      int room = ARGS_SHOWN_CHARS_MAX - shown.length();
      shown.append('\'').append(text, 0, Math.min(room, text.length())).append("' ");
    }
    String name = upToNul(args.get(0).latin1());
    String known = name.substring(0, Math.min(ARGS_SHOWN_CHARS_MAX, name.length()));
    return err(
        "unknown command '" + oneLine(known) + "', with args beginning with: " + oneLine(shown));
  }

  /** What C's string functions see of an argument. */
  private static String upToNul(String text) {
    int nul = text.indexOf('\0');
    return nul < 0 ? text : text.substring(0, nul);
  }

  /**
   * @param container lower case, for example {@code config}
   */
  public static Reply.Error unknownSubcommand(String container, Bytes subcommand) {
    String text = upToNul(subcommand.latin1());
    String shown = text.substring(0, Math.min(ARGS_SHOWN_CHARS_MAX, text.length()));
    return err(
        "unknown subcommand '"
            + oneLine(shown)
            + "'. Try "
            + container.toUpperCase(java.util.Locale.ROOT)
            + " HELP.");
  }

  /**
   * Redis's answer where one code looks at subcommands and their arguments itself.
   *
   * @param container lower case, for example {@code debug}
   */
  public static Reply.Error subcommandSyntax(String container, Bytes subcommand) {
    String text = upToNul(subcommand.latin1());
    String shown = text.substring(0, Math.min(ARGS_SHOWN_CHARS_MAX, text.length()));
    return err(
        "unknown subcommand or wrong number of arguments for '"
            + oneLine(shown)
            + "'. Try "
            + container.toUpperCase(java.util.Locale.ROOT)
            + " HELP.");
  }

  /** The text with CR and LF replaced by blanks. */
  public static String oneLine(CharSequence text) {
    return text.toString().replace('\r', ' ').replace('\n', ' ');
  }
}
