package io.slotwise.it.clients;

import static org.assertj.core.api.Assertions.assertThat;

import io.slotwise.it.harness.RawClient;
import io.slotwise.it.harness.Servers;
import io.slotwise.it.harness.TestServer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.context.ApplicationEvent;
import org.springframework.core.task.SimpleAsyncTaskExecutor;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.data.redis.core.RedisOperations;
import org.springframework.data.redis.core.RedisTemplate;
import org.springframework.data.redis.core.SessionCallback;
import org.springframework.data.redis.core.script.RedisScript;
import org.springframework.data.redis.listener.ChannelTopic;
import org.springframework.data.redis.listener.PatternTopic;
import org.springframework.data.redis.listener.RedisMessageListenerContainer;
import org.springframework.data.redis.serializer.RedisSerializer;
import org.springframework.session.FindByIndexNameSessionRepository;
import org.springframework.session.Session;
import org.springframework.session.data.redis.RedisIndexedSessionRepository;
import org.springframework.session.data.redis.config.ConfigureNotifyKeyspaceEventsAction;
import org.springframework.session.events.SessionCreatedEvent;
import org.springframework.session.events.SessionDeletedEvent;
import org.springframework.session.events.SessionExpiredEvent;

/**
 * Spring Session keeps sessions as hashes and hears of their end through keyspace notifications;
 * under it Spring Data Redis on Lettuce, with its transactions and scripts.
 */
class SpringSessionTest {

  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private static TestServer server;
  private static LettuceConnectionFactory connections;
  private static RedisTemplate<String, Object> template;
  private static RedisMessageListenerContainer container;
  private static RedisIndexedSessionRepository sessions;
  private static final BlockingQueue<ApplicationEvent> EVENTS = new LinkedBlockingQueue<>();

  @BeforeAll
  static void start() {
    server = Servers.slotwise();
    connections = new LettuceConnectionFactory("127.0.0.1", server.port());
    connections.afterPropertiesSet();
    connections.start();
    template = new RedisTemplate<>();
    template.setKeySerializer(RedisSerializer.string());
    template.setHashKeySerializer(RedisSerializer.string());
    template.setConnectionFactory(connections);
    template.afterPropertiesSet();
    new ConfigureNotifyKeyspaceEventsAction().configure(connections.getConnection());
    sessions = new RedisIndexedSessionRepository(template);
    sessions.setApplicationEventPublisher(event -> EVENTS.add((ApplicationEvent) event));
    sessions.setDefaultMaxInactiveInterval(Duration.ofMinutes(30));
    sessions.afterPropertiesSet();
    container = new RedisMessageListenerContainer();
    container.setConnectionFactory(connections);
    container.setTaskExecutor(new SimpleAsyncTaskExecutor());
    container.addMessageListener(
        sessions,
        List.of(
            new ChannelTopic(sessions.getSessionDeletedChannel()),
            new ChannelTopic(sessions.getSessionExpiredChannel())));
    container.addMessageListener(
        sessions, new PatternTopic(sessions.getSessionCreatedChannelPrefix() + "*"));
    container.afterPropertiesSet();
    container.start();
  }

  @AfterAll
  static void stop() throws Exception {
    container.destroy();
    sessions.destroy();
    connections.destroy();
    server.close();
  }

  @BeforeEach
  void empty() {
    try (RawClient client = server.connect()) {
      client.call("FLUSHALL");
    }
    EVENTS.clear();
  }

  private static <T extends ApplicationEvent> T next(Class<T> kind) throws InterruptedException {
    return kind.cast(EVENTS.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS));
  }

  @Test
  void aSessionIsKeptFoundAndChanged() throws InterruptedException {
    var session = create(sessions, "alice");
    assertThat(next(SessionCreatedEvent.class).getSessionId()).isEqualTo(session.getId());

    Session found = sessions.findById(session.getId());
    assertThat(found.<String>getAttribute("colour")).isEqualTo("green");
    assertThat(found.getMaxInactiveInterval()).isEqualTo(Duration.ofMinutes(30));
    assertThat(sessions.findByPrincipalName("alice")).containsOnlyKeys(session.getId());
    String oldId = session.getId();
    String newId = session.changeSessionId();
    session.setAttribute("colour", null);
    sessions.save(session);
    assertThat(sessions.findById(oldId)).isNull();
    assertThat(sessions.findById(newId).<String>getAttribute("colour")).isNull();
    assertThat(sessions.findByPrincipalName("alice")).containsOnlyKeys(newId);
  }

  private static <S extends Session> S create(
      FindByIndexNameSessionRepository<S> repository, String user) {
    S session = repository.createSession();
    session.setAttribute("colour", "green");
    session.setAttribute(FindByIndexNameSessionRepository.PRINCIPAL_NAME_INDEX_NAME, user);
    repository.save(session);
    return session;
  }

  @Test
  void itsEndIsHeardOf() throws InterruptedException {
    var deleted = create(sessions, "bob");
    next(SessionCreatedEvent.class);
    sessions.deleteById(deleted.getId());
    SessionDeletedEvent end = next(SessionDeletedEvent.class);
    assertThat(end.<Session>getSession().<String>getAttribute("colour")).isEqualTo("green");
    assertThat(sessions.findByPrincipalName("bob")).isEmpty();

    var expiring = create(sessions, "carol");
    next(SessionCreatedEvent.class);
    expiring.setMaxInactiveInterval(Duration.ofSeconds(1));
    sessions.save(expiring);
    assertThat(next(SessionExpiredEvent.class).getSessionId()).isEqualTo(expiring.getId());
    assertThat(sessions.findById(expiring.getId())).isNull();
  }

  @Test
  void transactionsAndScriptsOfTheTemplateWork() {
    RedisTemplate<String, String> texts = new RedisTemplate<>();
    texts.setDefaultSerializer(RedisSerializer.string());
    texts.setConnectionFactory(connections);
    texts.afterPropertiesSet();
    List<Object> replies = texts.execute(new ChangeWatched());
    assertThat(replies).containsExactly(true, 6L);
    RedisScript<Long> script =
        RedisScript.of("return redis.call('incrby', KEYS[1], ARGV[1])", Long.class);
    assertThat(texts.execute(script, List.of("n"), "4")).isEqualTo(10);
    assertThat(texts.opsForValue().get("n")).isEqualTo("10");
  }

  /** WATCH, MULTI, EXEC on one connection. */
  private static final class ChangeWatched implements SessionCallback<List<Object>> {
    @Override
    @SuppressWarnings("unchecked")
    public <K, V> List<Object> execute(RedisOperations<K, V> given) {
      RedisOperations<String, String> redis = (RedisOperations<String, String>) given;
      redis.watch("n");
      redis.multi();
      redis.opsForValue().set("n", "5");
      redis.opsForValue().increment("n");
      return redis.exec();
    }
  }
}
