package io.slotwise.protocol.stream;

import io.slotwise.protocol.Args;
import java.util.List;

/**
 * The requests that one read from the socket brought, in order.
 *
 * @param requests possibly empty when {@code protocolError} ends the connection
 * @param protocolError what was wrong with the bytes behind the last request, as Redis says it
 *     ({@code Protocol error: ...}), or null. It is answered after the requests, then the
 *     connection is closed.
 * @param receivedNanos monotonic clock when the last byte was read
 */
public record RequestBatch(List<Args> requests, String protocolError, long receivedNanos) {}
