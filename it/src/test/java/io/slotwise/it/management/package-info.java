/** The management port of packaged nodes: what probes, Prometheus and people read there. */
package io.slotwise.it.management;
