/**
 * The command line: {@code slotwise server}, {@code check-config}, {@code completion}.
 *
 * <p>It reads words and files, prints for people, and turns failures into exit codes ({@link
 * io.slotwise.node.cli.ExitCode}). What a setting means is decided in {@code ops.config}, what a
 * node does in {@link io.slotwise.node.ServerNode}.
 */
package io.slotwise.node.cli;
