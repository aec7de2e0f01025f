/**
 * Keys on their way to another server, for MIGRATE: what a request asks for, the connection to the
 * target, and the moving itself.
 *
 * <p>Talking to the target may take as long as the request allows. It happens on threads of its
 * own, never on an event loop, on a disk thread or in the turn of a slot; turns are taken only to
 * dump a key and to delete it.
 */
package io.slotwise.node.migration;
