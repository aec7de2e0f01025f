package io.slotwise.node.cluster;

import io.slotwise.sharding.cluster.ClusterMap;
import io.slotwise.sharding.cluster.Member;
import java.io.IOException;

/**
 * Whether this node is one of its cluster, as its data folder is to know. Who was removed has no
 * part in the directory any more and cannot read it there: the others say so when they hear from
 * it. Used by one thread, but for what others say.
 */
final class Belonging {

  private final Member self;
  private final ClusterFile file;
  private ClusterMap saved;

  /** Whether there was a map with this node in it. */
  private boolean wasMember;

  private volatile LeaderNews.Forgotten told;

  Belonging(Member self, ClusterFile file) {
    this.self = self;
    this.file = file;
  }

  /** Has the data folder know the map, if it is a new one. */
  void save(ClusterMap map) throws IOException {
    if (map != saved) {
      file.write(self, map);
      saved = map;
    }
  }

  /** Has the data folder know that this node was removed: it does not start with it again. */
  void end(ClusterMap map) throws IOException {
    file.writeRemoved(self, map);
  }

  /**
   * What to answer another node, or null: it takes itself for a member. It may be one that has
   * joined and is not known here yet; that it can tell by the version.
   */
  static LeaderNews.Forgotten answer(ClusterMap map, LeaderNews.Follows node) {
    return map.exists()
            && map.clusterId().equals(node.clusterId())
            && map.member(node.nodeId()) == null
        ? new LeaderNews.Forgotten(node.nodeId(), map.clusterId(), map.version())
        : null;
  }

  /** Another node says that this one was removed. For any thread. */
  void heard(ClusterMap map, LeaderNews.Forgotten news) {
    if (news.nodeId().equals(self.id()) && news.clusterId().equals(map.clusterId())) {
      told = news;
    }
  }

  /** Whether this node was removed, as others have told, or as the map says that was read last. */
  boolean isOver(ClusterMap map) {
    if (map.member(self.id()) == null) {
      // Who joins may have been given a map from before.
      return wasMember;
    }
    wasMember = true;
    LeaderNews.Forgotten news = told;
    return news != null && news.version() > map.version();
  }
}
