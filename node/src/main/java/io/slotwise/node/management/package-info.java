/**
 * What an operator's tools ask a node by HTTP: whether it is ready and alive, its figures, its
 * cluster. Nothing can be changed here. The one room that knows Akka HTTP and Akka Management.
 */
package io.slotwise.node.management;
