/**
 * The settings of a node as Redis tools see them: which parameters there are, what values they
 * take, and what happens when one is changed while the node runs.
 *
 * <p>{@link io.slotwise.ops.config.SettingsLoader} makes one HOCON configuration out of the
 * defaults, a file (HOCON or redis.conf) and the command line; {@link
 * io.slotwise.ops.config.ConfigTable} holds the parameters of it that CONFIG can see. Whoever wants
 * to act on a parameter follows it there; one that nobody follows cannot be changed at run time, so
 * that CONFIG SET never says OK to what does not happen.
 */
package io.slotwise.ops.config;
