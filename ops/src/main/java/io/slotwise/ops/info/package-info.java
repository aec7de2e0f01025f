/**
 * INFO: named sections of {@code field:value} lines. {@link io.slotwise.ops.info.InfoReport} holds
 * the sections and takes fields from whoever has them; {@link io.slotwise.ops.info.StandardInfo}
 * fills in what this room can find out itself.
 *
 * <p>A field that tools know keeps Redis's name and meaning. What is not known is left out, never
 * made up; a zero is there only where zero is the truth (no replicas, no forks).
 */
package io.slotwise.ops.info;
