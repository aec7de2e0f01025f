package io.slotwise.node.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.NotSerializableException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class ClusterMessagesTest {

  private static final String NODE = "a".repeat(40);

  private static final String CLUSTER = "c".repeat(40);

  private final ClusterMessages messages = new ClusterMessages();

  @Test
  void everyMessageSurvivesTheWay() throws NotSerializableException {
    for (LeaderNews.Message message :
        List.of(
            new LeaderNews.Leads(List.of(new LeaderNews.Led(3, 7, NODE)), CLUSTER),
            new LeaderNews.GiveLead(5, NODE),
            new LeaderNews.Follows(NODE, 12, CLUSTER, "n1", 17001),
            new LeaderNews.Forgotten(NODE, CLUSTER, 13),
            new LeaderNews.Stopping(NODE))) {
      byte[] bytes = messages.toBinary(message);
      assertThat(messages.fromBinary(bytes, messages.manifest(message))).isEqualTo(message);
    }
  }

  @Test
  void everyKindOfMessageIsKnown() {
    assertThat(LeaderNews.Message.class.getPermittedSubclasses()).hasSize(5);
  }

  @Test
  void fieldsOfALaterVersionArePassedOver() throws NotSerializableException {
    byte[] later =
        ("{\"shard\":5,\"toNodeId\":\"" + NODE + "\",\"reason\":\"x\"}")
            .getBytes(StandardCharsets.UTF_8);
    assertThat(messages.fromBinary(later, "give-lead")).isEqualTo(new LeaderNews.GiveLead(5, NODE));
  }

  @Test
  void whatIsUnknownIsRefused() {
    assertThatThrownBy(() -> messages.fromBinary(new byte[0], "other"))
        .isInstanceOf(NotSerializableException.class);
    assertThatThrownBy(() -> messages.manifest("text"))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
