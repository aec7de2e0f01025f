package io.slotwise.node.migration;

import io.slotwise.protocol.Bytes;
import io.slotwise.protocol.Errors;
import io.slotwise.protocol.Reply;
import java.util.ArrayList;
import java.util.List;

/** Parcels that go to the target in one go, and what has become of them. */
final class Delivery {

  private static final Bytes AUTH = Bytes.of("AUTH");
  private static final Bytes SELECT = Bytes.of("SELECT");
  private static final Bytes RESTORE = Bytes.of("RESTORE");
  private static final Bytes REPLACE = Bytes.of("REPLACE");

  private final MigrateOptions options;
  private final List<Parcel> parcels;
  private final boolean replaces;
  private final List<Parcel> accepted = new ArrayList<>();
  private Reply.Error error;

  /**
   * @param parcels none of them expired
   * @param replaces whether they may take the place of what the target has
   */
  Delivery(MigrateOptions options, List<Parcel> parcels, boolean replaces) {
    this.options = options;
    this.parcels = parcels;
    this.replaces = replaces;
  }

  /** Sends everything, then waits for the replies: as long as the target takes. */
  void run(long nowMs, MigrationServices services) {
    try (TargetConnection target =
        TargetConnection.open(options, services.tls(), services.timer())) {
      if (enter(target)) {
        deliver(target, nowMs);
      }
    } catch (TargetFailure failure) {
      note(failure.reply());
    }
  }

  /**
   * Gets into the database. What comes next waits for the answer: a target that refuses would put
   * the keys into another one.
   */
  private boolean enter(TargetConnection target) throws TargetFailure {
    boolean identified = options.credentials().isEmpty();
    if (!identified) {
      target.send(request(AUTH, options.credentials()));
    }
    target.send(List.of(SELECT, Bytes.of(options.database())));
    target.flush();
    boolean admitted = identified || isOk(target.readReply());
    return isOk(target.readReply()) && admitted;
  }

  private void deliver(TargetConnection target, long nowMs) throws TargetFailure {
    for (Parcel parcel : parcels) {
      target.send(restore(parcel, nowMs));
    }
    target.flush();
    for (Parcel parcel : parcels) {
      if (isOk(target.readReply())) {
        accepted.add(parcel);
      }
    }
  }

  private static List<Bytes> request(Bytes name, List<Bytes> words) {
    List<Bytes> request = new ArrayList<>(List.of(name));
    request.addAll(words);
    return request;
  }

  private List<Bytes> restore(Parcel parcel, long nowMs) {
    List<Bytes> words =
        new ArrayList<>(List.of(parcel.key(), Bytes.of(parcel.ttlMs(nowMs)), parcel.payload()));
    if (replaces) {
      words.add(REPLACE);
    }
    return request(RESTORE, words);
  }

  private boolean isOk(String reply) {
    if (!reply.startsWith("-")) {
      return true;
    }
    note(Errors.err("Target instance replied with error: " + reply.substring(1)));
    return false;
  }

  private void note(Reply.Error happened) {
    if (error == null) {
      error = happened;
    }
  }

  /** What the target has now. */
  List<Parcel> accepted() {
    return accepted;
  }

  /** The first thing that went wrong, or null. */
  Reply.Error error() {
    return error;
  }
}
