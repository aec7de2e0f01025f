package io.slotwise.sharding.command;

import io.slotwise.protocol.Args;
import io.slotwise.protocol.Bytes;
import io.slotwise.protocol.CommandError;
import io.slotwise.protocol.Doubles;
import io.slotwise.protocol.Errors;
import io.slotwise.protocol.Replies;
import io.slotwise.protocol.Reply;
import io.slotwise.protocol.ReplyRoom;
import io.slotwise.sharding.api.Keyspace;
import io.slotwise.sharding.collection.ElementRange;
import io.slotwise.sharding.collection.ElementVisitor;
import io.slotwise.sharding.collection.RankRange;
import io.slotwise.sharding.collection.SortedSet;
import io.slotwise.sharding.command.SortedSetKeys.Element;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** One search for places, from its words to what it found. It belongs to one request. */
final class GeoSearch {

  /** How a command says where to search. */
  enum Form {
    /** {@code GEORADIUS key longitude latitude radius unit}. */
    AROUND_POINT(6),
    /** {@code GEORADIUSBYMEMBER key member radius unit}. */
    AROUND_MEMBER(5),
    /** {@code GEOSEARCH key}: options say it all. */
    OPTIONS(2),
    /** {@code GEOSEARCHSTORE destination key}. */
    STORED_OPTIONS(3);

    private final int optionsAt;

    Form(int optionsAt) {
      this.optionsAt = optionsAt;
    }

    boolean isSearch() {
      return this == OPTIONS || this == STORED_OPTIONS;
    }
  }

  private enum Order {
    NONE,
    ASC,
    DESC
  }

  /** A member that was found. */
  private record Found(Bytes member, double score, GeoPoint point, double distanceMeters) {}

  private static final Reply.Error NO_SUCH_MEMBER =
      Errors.err("could not decode requested zset member");
  private static final Reply.Error RADIUS_NOT_NUMERIC = Errors.err("need numeric radius");
  private static final Reply.Error RADIUS_NEGATIVE = Errors.err("radius cannot be negative");
  private static final Reply.Error WIDTH_NOT_NUMERIC = Errors.err("need numeric width");
  private static final Reply.Error HEIGHT_NOT_NUMERIC = Errors.err("need numeric height");
  private static final Reply.Error BOX_NEGATIVE = Errors.err("height or width cannot be negative");
  private static final Reply.Error COUNT_NOT_POSITIVE = Errors.err("COUNT must be > 0");
  private static final Reply.Error ANY_WITHOUT_COUNT =
      Errors.err("the ANY argument requires COUNT argument");

  private final Args args;
  private final Form form;
  private final boolean mayStore;
  private final SortedSet source;

  private GeoPoint center;
  private boolean hasMember;
  private GeoUnit unit;
  private boolean isBox;
  private double width;
  private double height;
  private boolean withDistance;
  private boolean withHash;
  private boolean withPoint;
  private Order order = Order.NONE;
  private long count;
  private boolean any;
  private Bytes destination;
  private boolean storesDistance;

  private GeoSearch(Args args, Form form, boolean mayStore, SortedSet source) {
    this.args = args;
    this.form = form;
    this.mayStore = mayStore;
    this.source = source;
  }

  /**
   * Runs a whole request.
   *
   * @param mayStore whether STORE and STOREDIST are options
   */
  static Reply run(Keyspace keys, Args args, Form form, boolean mayStore) {
    boolean isStored = form == Form.STORED_OPTIONS;
    SortedSet source = SortedSetKeys.read(keys, args.get(isStored ? 2 : 1));
    GeoSearch search = new GeoSearch(args, form, mayStore, source);
    search.destination = isStored ? args.get(1) : null;
    search.readPlace();
    search.readOptions();
    search.requireWhole();
    List<Found> found = source == null ? List.of() : search.sorted(search.find(keys));
    return search.destination == null ? search.show(found) : search.store(keys, found);
  }

  /** What stands before the options. */
  private void readPlace() {
    if (form == Form.AROUND_POINT) {
      center = GeoPoint.parse(args, 2);
      readCircle(form.optionsAt - 2);
    } else if (form == Form.AROUND_MEMBER && source != null) {
      center = member(2);
      readCircle(form.optionsAt - 2);
    }
  }

  private GeoPoint member(int at) {
    GeoPoint point = GeoPoint.of(source, args.get(at));
    if (point == null) {
      throw new CommandError(NO_SUCH_MEMBER);
    }
    return point;
  }

  private void readCircle(int at) {
    width = number(at, RADIUS_NOT_NUMERIC);
    if (width < 0) {
      throw new CommandError(RADIUS_NEGATIVE);
    }
    height = width;
    isBox = false;
    unit = GeoUnit.of(args, at + 1);
  }

  private void readBox(int at) {
    width = number(at, WIDTH_NOT_NUMERIC);
    height = number(at + 1, HEIGHT_NOT_NUMERIC);
    if (width < 0 || height < 0) {
      throw new CommandError(BOX_NEGATIVE);
    }
    isBox = true;
    unit = GeoUnit.of(args, at + 2);
  }

  private double number(int at, Reply.Error otherwise) {
    double number = Doubles.parse(args.get(at));
    if (Double.isNaN(number)) {
      throw new CommandError(otherwise);
    }
    return number;
  }

  private void readOptions() {
    for (int i = form.optionsAt; i < args.count(); i++) {
      if (!isFlag(i)) {
        int words = form.isSearch() ? placeOption(i) : storeOption(i);
        if (words == 0 && args.is(i, "count") && i + 1 < args.count()) {
          words = readCount(i + 1);
        }
        if (words == 0) {
          throw new CommandError(Errors.syntax());
        }
        i += words;
      }
    }
  }

  private boolean isFlag(int at) {
    if (args.is(at, "withdist")) {
      withDistance = true;
    } else if (args.is(at, "withhash")) {
      withHash = true;
    } else if (args.is(at, "withcoord")) {
      withPoint = true;
    } else if (args.is(at, "any")) {
      any = true;
    } else if (args.is(at, "asc")) {
      order = Order.ASC;
    } else if (args.is(at, "desc")) {
      order = Order.DESC;
    } else if (form == Form.STORED_OPTIONS && args.is(at, "storedist")) {
      storesDistance = true;
    } else {
      return false;
    }
    return true;
  }

  private int readCount(int at) {
    count = args.integer(at);
    if (count <= 0) {
      throw new CommandError(COUNT_NOT_POSITIVE);
    }
    return 1;
  }

  /** How many words follow, or 0 where this is no such option. */
  private int storeOption(int at) {
    boolean isDistance = args.is(at, "storedist");
    if (!mayStore || at + 1 == args.count() || !isDistance && !args.is(at, "store")) {
      return 0;
    }
    destination = args.get(at + 1);
    storesDistance = isDistance;
    return 1;
  }

  /** How many words follow, or 0 where this is no such option. */
  private int placeOption(int at) {
    int left = args.count() - at - 1;
    boolean hasPoint = center != null && !hasMember;
    boolean hasCircle = unit != null && !isBox;
    boolean hasBox = unit != null && isBox;
    if (args.is(at, "frommember") && left >= 1 && !hasPoint) {
      hasMember = true;
      // Without a key the options are still read, to know which reply there is to be.
      center = source == null ? null : member(at + 1);
      return 1;
    }
    if (args.is(at, "fromlonlat") && left >= 2 && !hasMember) {
      center = GeoPoint.parse(args, at + 1);
      return 2;
    }
    if (args.is(at, "byradius") && left >= 2 && !hasBox) {
      readCircle(at + 1);
      return 2;
    }
    if (args.is(at, "bybox") && left >= 3 && !hasCircle) {
      readBox(at + 1);
      return 3;
    }
    return 0;
  }

  /** Checks what can only be known when all words have been read. */
  private void requireWhole() {
    String name = args.get(0).latin1();
    if (destination != null && (withDistance || withHash || withPoint)) {
      String what = form.isSearch() ? "GEOSEARCHSTORE" : "STORE option in GEORADIUS";
      throw new CommandError(
          Errors.err(what + " is not compatible with WITHDIST, WITHHASH and WITHCOORD options"));
    }
    if (form.isSearch() && center == null && !hasMember) {
      throw new CommandError(
          Errors.err("exactly one of FROMMEMBER or FROMLONLAT can be specified for " + name));
    }
    if (form.isSearch() && unit == null) {
      throw new CommandError(
          Errors.err("exactly one of BYRADIUS and BYBOX can be specified for " + name));
    }
    if (any && count == 0) {
      throw new CommandError(ANY_WITHOUT_COUNT);
    }
  }

  /** Everything inside, cell by cell; with ANY no more than was asked for. */
  private List<Found> find(Keyspace keys) {
    double meters = unit.meters();
    GeoShape shape =
        isBox
            ? GeoShape.box(center, width * meters, height * meters)
            : GeoShape.circle(center, width * meters);
    long most = any ? count : Long.MAX_VALUE;
    ReplyRoom room = new ReplyRoom();
    List<Found> found = new ArrayList<>();
    ElementVisitor visitor =
        (member, score) -> {
          GeoPoint point = GeoPoint.ofScore(score);
          double distance = found.size() < most ? shape.distanceMeters(point) : Double.NaN;
          if (!Double.isNaN(distance)) {
            found.add(new Found(room.element(member), score, point, distance));
          }
        };
    long visited = 0;
    // With ANY as many as are wanted, then twice as many again, until there are enough.
    long portion = most;
    for (ElementRange scores : shape.scores()) {
      RankRange cell = source.ranks(scores);
      for (long from = cell.from(), to; from < cell.to() && found.size() < most; from = to) {
        to = from + Math.min(cell.to() - from, portion);
        portion = any ? 2 * (to - from) : portion;
        visited += to - from;
        keys.willVisit(visited);
        source.forEach(new RankRange(from, to), false, visitor);
      }
    }
    return found;
  }

  private List<Found> sorted(List<Found> found) {
    Order wanted = order == Order.NONE && count > 0 && !any ? Order.ASC : order;
    Comparator<Found> nearest = Comparator.comparingDouble(Found::distanceMeters);
    if (wanted != Order.NONE) {
      found.sort(wanted == Order.ASC ? nearest : nearest.reversed());
    }
    return count == 0 || count >= found.size() ? found : found.subList(0, (int) count);
  }

  private Reply show(List<Found> found) {
    List<Reply> replies = new ArrayList<>(found.size());
    for (Found each : found) {
      List<Reply> parts = new ArrayList<>();
      parts.add(Replies.bulk(each.member));
      if (withDistance) {
        parts.add(GeoCommands.distance(each.distanceMeters / unit.meters()));
      }
      if (withHash) {
        parts.add(Replies.integer((long) each.score));
      }
      if (withPoint) {
        parts.add(each.point.toReply());
      }
      replies.add(parts.size() == 1 ? parts.get(0) : new Reply.Array(parts));
    }
    return new Reply.Array(replies);
  }

  private Reply store(Keyspace keys, List<Found> found) {
    List<Element> elements = new ArrayList<>(found.size());
    for (Found each : found) {
      double score = storesDistance ? each.distanceMeters / unit.meters() : each.score;
      elements.add(new Element(each.member, score));
    }
    elements.sort(Comparator.naturalOrder());
    String event = form.isSearch() ? "geosearchstore" : "georadiusstore";
    return SortedSetKeys.store(keys, destination, elements, event);
  }
}
