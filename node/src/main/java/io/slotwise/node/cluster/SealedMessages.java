package io.slotwise.node.cluster;

import akka.actor.ExtendedActorSystem;
import akka.cluster.protobuf.ClusterMessageSerializer;
import akka.serialization.SerializerWithStringManifest;
import java.io.NotSerializableException;
import java.util.Set;

/**
 * The messages of Akka Cluster as Akka writes them; those with which somebody asks to be taken in
 * bear the {@link ClusterSeal}, and are not heard with that of another cluster. To have Akka
 * compare configurations when a node joins would not do: the id is known only after the actor
 * system has started, and who is refused so is stopped, though its own cluster is elsewhere.
 */
public final class SealedMessages extends SerializerWithStringManifest {

  private static final Set<String> SEALED =
      Set.of(ClusterMessageSerializer.InitJoinManifest(), ClusterMessageSerializer.JoinManifest());

  /** What nobody acts on. */
  enum Strange {
    MESSAGE
  }

  private final ClusterMessageSerializer messages;
  private final ClusterSeal seal;

  /** Called by Akka. */
  public SealedMessages(ExtendedActorSystem system) {
    this.messages = new ClusterMessageSerializer(system);
    this.seal = system.settings().setup().get(ClusterSeal.class).orElseGet(ClusterSeal::undecided);
  }

  @Override
  public int identifier() {
    return messages.identifier();
  }

  @Override
  public String manifest(Object message) {
    return messages.manifest(message);
  }

  @Override
  public byte[] toBinary(Object message) {
    byte[] bytes = messages.toBinary(message);
    return SEALED.contains(manifest(message)) ? seal.on(bytes) : bytes;
  }

  @Override
  public Object fromBinary(byte[] bytes, String manifest) throws NotSerializableException {
    return SEALED.contains(manifest) && seal.isStrange(bytes)
        ? Strange.MESSAGE
        : messages.fromBinary(bytes, manifest);
  }
}
