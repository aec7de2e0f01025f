/**
 * Rules about the source itself: who may see whom, and what does not belong in it. Each message
 * says the rule, its reason and the way out.
 */
package io.slotwise.it.quality;
