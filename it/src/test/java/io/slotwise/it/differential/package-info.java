/**
 * The same commands to Slotwise and to redis-server, compared byte for byte. Fixed scripts are
 * files: see {@code src/test/resources/differential/README.md}.
 */
package io.slotwise.it.differential;
