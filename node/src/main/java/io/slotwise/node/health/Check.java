package io.slotwise.node.health;

import java.util.function.Supplier;

/**
 * Something that has to be well.
 *
 * @param name a word or two for it
 * @param problem what is wrong at the moment, for an operator; null where nothing is
 */
public record Check(String name, Supplier<String> problem) {}
