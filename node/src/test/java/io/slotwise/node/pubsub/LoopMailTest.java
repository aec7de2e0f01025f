package io.slotwise.node.pubsub;

import static org.assertj.core.api.Assertions.assertThat;

import io.slotwise.node.connection.FakeConnection;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is posted to a loop is delivered there once and in order, whoever posts. */
class LoopMailTest {

  private static final int POSTS = 20_000;

  private final ExecutorService loop =
      Executors.newSingleThreadExecutor(work -> new Thread(work, "loop"));
  private final AtomicInteger tasks = new AtomicInteger();
  private final FakeConnection connection =
      new FakeConnection(1) {
        @Override
        public boolean isOnLoop() {
          return Thread.currentThread().getName().equals("loop");
        }

        @Override
        public void later(Runnable code) {
          tasks.incrementAndGet();
          loop.execute(code);
        }
      };
  private final LoopMail mail = new LoopMail();
  private final List<Integer> delivered = new ArrayList<>();

  @AfterEach
  void stop() {
    loop.shutdownNow();
  }

  private void onLoopAndWait(Runnable code) throws InterruptedException {
    CountDownLatch done = new CountDownLatch(1);
    loop.execute(
        () -> {
          code.run();
          done.countDown();
        });
    assertThat(done.await(20, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void aBurstFromElsewhereCostsOneTask() throws InterruptedException {
    CountDownLatch busy = new CountDownLatch(1);
    loop.execute(() -> await(busy));
    for (int i = 0; i < 1000; i++) {
      int number = i;
      mail.post(connection, 10, () -> delivered.add(number));
    }
    busy.countDown();
    onLoopAndWait(() -> {});
    assertThat(delivered).hasSize(1000).isSorted();
    assertThat(tasks).hasValue(1);
  }

  @Test
  void theLoopItselfDeliversBehindWhatWaits() throws InterruptedException {
    CountDownLatch busy = new CountDownLatch(1);
    loop.execute(
        () -> {
          await(busy);
          mail.post(connection, 10, () -> delivered.add(2));
        });
    mail.post(connection, 10, () -> delivered.add(1));
    busy.countDown();
    onLoopAndWait(() -> {});
    assertThat(delivered).containsExactly(1, 2);
  }

  @Test
  void nothingIsLostOrTurnedAroundInARace() throws InterruptedException {
    List<Thread> senders = new ArrayList<>();
    for (int sender = 0; sender < 3; sender++) {
      int base = sender * POSTS;
      Thread thread =
          new Thread(
              () -> {
                for (int i = 0; i < POSTS; i++) {
                  int number = base + i;
                  mail.post(connection, 10, () -> delivered.add(number));
                }
              });
      senders.add(thread);
      thread.start();
    }
    for (Thread sender : senders) {
      sender.join(20_000);
    }
    onLoopAndWait(() -> {});
    onLoopAndWait(() -> {});
    onLoopAndWait(() -> mail.post(connection, 0, () -> {}));
    assertThat(delivered).hasSize(3 * POSTS);
    for (int sender = 0; sender < 3; sender++) {
      int base = sender * POSTS;
      assertThat(delivered.stream().filter(n -> n / POSTS * POSTS == base).toList()).isSorted();
    }
  }

  @Test
  void sendersAreToldWhenTheLoopFallsBehind() throws InterruptedException {
    CountDownLatch busy = new CountDownLatch(1);
    loop.execute(() -> await(busy));
    assertThat(mail.isFull()).isFalse();
    mail.post(connection, 17 << 20, () -> {});
    assertThat(mail.isFull()).isTrue();
    busy.countDown();
    onLoopAndWait(() -> {});
    assertThat(mail.isFull()).isFalse();
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
