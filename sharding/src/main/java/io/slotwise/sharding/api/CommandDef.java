package io.slotwise.sharding.api;

import io.slotwise.protocol.command.AclCategory;
import io.slotwise.protocol.command.Arity;
import io.slotwise.protocol.command.CommandGroup;
import io.slotwise.protocol.command.CommandSpec;
import io.slotwise.protocol.command.Flag;
import io.slotwise.protocol.command.KeySpec;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * A spec bound to the code that serves it: the only way to add a command.
 *
 * <pre>{@code
 * command("get", STRING).since("1.0.0").arity(2).flags(READONLY, FAST)
 *     .keys(range(1, 1, 1, RO, ACCESS)).acl(AclCategory.STRING).onSlot(StringCommands::get)
 *
 * container("config", SERVER).since("2.0.0").arity(-2)
 *     .sub(command("config|get", SERVER).since("2.0.0").arity(-3).flags(...).onConnection(this::get))
 *     .build()
 * }</pre>
 *
 * @param handler null of a container, whose subcommands have handlers of their own
 */
public record CommandDef(CommandSpec spec, Handler handler, List<CommandDef> subcommands) {

  /** Starts a command, or a subcommand by its full name {@code config|get}. */
  public static Builder command(String name, CommandGroup group) {
    return new Builder(name, group);
  }

  /** Starts a container of subcommands; end it with {@link Builder#build()}. */
  public static Builder container(String name, CommandGroup group) {
    return new Builder(name, group);
  }

  /** Keys from {@code first} to {@code last} (negative: from the end), every {@code step}. */
  public static KeySpec range(
      int first, int last, int step, KeySpec.Access access, KeySpec.Effect... effects) {
    return new KeySpec.Range(first, last, step, 0, access, setOf(effects));
  }

  /** Keys behind an argument that says how many they are. */
  public static KeySpec counted(int countAt, KeySpec.Access access, KeySpec.Effect... effects) {
    return new KeySpec.Counted(countAt, countAt + 1, 1, access, setOf(effects));
  }

  private static Set<KeySpec.Effect> setOf(KeySpec.Effect... effects) {
    EnumSet<KeySpec.Effect> set = EnumSet.noneOf(KeySpec.Effect.class);
    set.addAll(List.of(effects));
    return set;
  }

  /** The definition in the making. Every method but the last returns the builder itself. */
  public static final class Builder {
    private final String name;
    private final CommandGroup group;
    private String since = "1.0.0";
    private int arity = -1;
    private final EnumSet<Flag> flags = EnumSet.noneOf(Flag.class);
    private final EnumSet<AclCategory> categories = EnumSet.noneOf(AclCategory.class);
    private final List<KeySpec> keys = new ArrayList<>();
    private final List<String> tips = new ArrayList<>();
    private final List<CommandDef> subcommands = new ArrayList<>();

    private Builder(String name, CommandGroup group) {
      if (!name.equals(name.toLowerCase(Locale.ROOT))) {
        throw new IllegalArgumentException("command name must be lower case: " + name);
      }
      this.name = name;
      this.group = group;
    }

    public Builder since(String version) {
      this.since = version;
      return this;
    }

    /** Redis's count: the name itself included, negative for "at least". */
    public Builder arity(int value) {
      this.arity = value;
      return this;
    }

    public Builder flags(Flag... values) {
      flags.addAll(List.of(values));
      return this;
    }

    public Builder keys(KeySpec... specs) {
      keys.addAll(List.of(specs));
      return this;
    }

    /** Only what does not follow from the flags: see {@link CommandSpec#allCategories()}. */
    public Builder acl(AclCategory... values) {
      categories.addAll(List.of(values));
      return this;
    }

    public Builder tips(String... values) {
      tips.addAll(List.of(values));
      return this;
    }

    public Builder sub(CommandDef subcommand) {
      if (!subcommand.spec().name().startsWith(name + "|")) {
        throw new IllegalArgumentException(subcommand.spec().name() + " is not a part of " + name);
      }
      subcommands.add(subcommand);
      return this;
    }

    public CommandDef onSlot(Handler.OnSlot handler) {
      return build(handler);
    }

    public CommandDef blocking(Handler.Blocking handler) {
      return build(handler);
    }

    public CommandDef watching(Handler.Watching handler) {
      return build(handler);
    }

    public CommandDef byExecutor(Handler.ByExecutor handler) {
      return build(handler);
    }

    public CommandDef scripted(Handler.Scripted handler) {
      return build(handler);
    }

    public CommandDef onConnection(Handler.OnConnection handler) {
      return build(handler);
    }

    public CommandDef onNode(Handler.OnNode handler) {
      return build(handler);
    }

    public CommandDef onDatabases(Handler.OnDatabases handler) {
      return build(handler);
    }

    public CommandDef onEveryNode(Handler.OnEveryNode handler) {
      return build(handler);
    }

    /** Ends a container. */
    public CommandDef build() {
      return build(null);
    }

    private CommandDef build(Handler handler) {
      CommandSpec spec =
          new CommandSpec(
              name,
              group,
              since,
              new Arity(arity),
              flags,
              categories,
              List.copyOf(keys),
              List.copyOf(tips),
              subcommands.stream().map(CommandDef::spec).toList());
      return new CommandDef(spec, handler, List.copyOf(subcommands));
    }
  }
}
