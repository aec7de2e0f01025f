package io.slotwise.it.spec

import io.slotwise.it.harness.{Cluster, ClusterNode}
import io.slotwise.it.history.Witnesses
import org.scalatest.{BeforeAndAfterAll, Outcome, Tag}
import org.scalatest.funspec.AnyFunSpec

import scala.jdk.CollectionConverters.ListHasAsScala
import scala.util.Try

/** What the build leaves to those who ask for slow tests. */
object Slow extends Tag("slow")

/** Specifications of a cluster that all examples of a class share, one after the other. */
trait ClusterSpec extends AnyFunSpec with BeforeAndAfterAll {

  /** Starts the cluster of this class. */
  def start(): Cluster

  private var started: Option[Try[Cluster]] = None
  private var loads = 0

  /** The cluster, started with the first example that wants it. One that did not start is not tried again. */
  def cluster: Cluster = {
    if (started.isEmpty) {
      started = Some(Try(start()))
    }
    started.get.get
  }

  private def running: Option[Cluster] = started.flatMap(_.toOption)

  override def afterAll(): Unit = running.foreach(_.close())

  /** A test that failed leaves what the nodes have said. */
  override def withFixture(test: NoArgTest): Outcome = {
    val outcome = super.withFixture(test)
    if (outcome.isFailed) {
      running.foreach(_.keepLogs())
    }
    outcome
  }

  /**
   * Lets clients work on all nodes, does something to these meanwhile, and waits until every client gets on again. Then what
   * the clients saw must be what one correct server could have shown them, on every node.
   */
  def underLoad(fault: => Unit): Unit = {
    loads += 1
    val witnesses = Witnesses.of(cluster.addresses(), s"load-$loads")
    try {
      witnesses.awaitProgress()
      fault
      witnesses.awaitProgress()
      cluster.awaitSettled()
      witnesses.close()
      info(witnesses.toString)
      witnesses.verify(cluster.addresses())
    } finally {
      witnesses.close()
    }
  }

  def nodes: Seq[ClusterNode] = cluster.nodes().asScala.toSeq
}
