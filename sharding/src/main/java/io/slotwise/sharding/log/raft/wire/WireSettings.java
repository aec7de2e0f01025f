package io.slotwise.sharding.log.raft.wire;

import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.apache.ratis.thirdparty.com.google.protobuf.ByteString;

/**
 * What Ratis needs to use a {@link Wire}.
 *
 * @param listenHost the interface on which the server listens
 * @param listenPort the port on which it listens
 * @param questions answers what nodes ask each other besides Raft; called on threads that may wait
 */
public record WireSettings(
    Wire wire,
    String listenHost,
    int listenPort,
    Function<ByteString, CompletableFuture<ByteString>> questions) {}
