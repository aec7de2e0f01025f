package io.slotwise.it.spec

import io.slotwise.it.harness.{ClusterNode, RawClient, RawReply}

import scala.concurrent.duration.{Deadline, DurationInt}
import scala.jdk.CollectionConverters.ListHasAsScala
import scala.util.Try

/** How an example speaks to single nodes of its cluster. */
trait ClusterClients { this: ClusterSpec =>

  /** Through the port on which a node looks like one server. */
  def on[T](node: ClusterNode)(work: RawClient => T): T = using(node.connect())(work)

  def onClusterPort[T](node: ClusterNode)(work: RawClient => T): T =
    using(RawClient.connect(node.clusterAddress().getHost, node.clusterAddress().getPort))(work)

  /** With a client for whom a failover may take longer than one command waits. */
  def patientlyOn[T](node: ClusterNode)(work: PatientClient => T): T = using(new PatientClient(node))(work)

  private def using[C <: AutoCloseable, T](client: C)(work: C => T): T =
    try work(client)
    finally client.close()

  def texts(reply: RawReply): Seq[String] = reply.children().asScala.map(_.text()).toSeq
}

/** Gives what can be repeated again until it is carried out, over another connection if need be. */
final class PatientClient(node: ClusterNode) extends AutoCloseable {

  private val Patience = 90.seconds
  private val Passing = Seq("CLUSTERDOWN", "TRYAGAIN", "ERR outcome unknown")

  private var client = node.connect()

  def call(words: String*): RawReply = call(words, Patience.fromNow)

  @annotation.tailrec
  private def call(words: Seq[String], deadline: Deadline): RawReply = {
    val reply = Try(client.call(words: _*)).getOrElse(RawReply.closed())
    val passes = reply.isClosed || reply.isError && Passing.exists(reply.text().startsWith(_))
    if (passes && deadline.hasTimeLeft()) {
      if (reply.isClosed) {
        client.close()
        Try(node.connect()).foreach(client = _)
      }
      call(words, deadline)
    } else {
      reply
    }
  }

  override def close(): Unit = client.close()
}
