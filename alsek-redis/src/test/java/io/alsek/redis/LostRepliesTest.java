package io.alsek.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.alsek.Alsek;
import io.alsek.event.TaskEvent;
import io.alsek.redis.FaultyNetwork.Fate;
import io.alsek.spi.BackendException;
import io.alsek.spi.ClaimSession;
import io.alsek.spi.ClaimedMessage;
import io.alsek.spi.Effects;
import io.alsek.spi.LeaseState;
import io.alsek.spi.QueuePolicy;
import io.alsek.spi.QueueStore;
import io.alsek.spi.QueuedMessage;
import io.alsek.spi.Settlement;
import io.alsek.spi.SubmitOutcome;
import io.alsek.task.Task;
import io.alsek.task.TaskHandle;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The server has done what it was told, but its reply does not arrive. */
class LostRepliesTest {

    private static final Duration LEASE = Duration.ofSeconds(30);
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Laboratory lab = new Laboratory();
    private FaultyNetwork network;
    private RedisBackend backend;
    private QueueStore queues;

    /** The same server without the network between. */
    private QueueStore there;

    private RedisBackend direct;

    @BeforeEach
    void open() {
        RedisProcess server = lab.server();
        network = new FaultyNetwork(server);
        lab.add(network);
        backend = lab.backend(network.url());
        direct = lab.backend(server.url());
        queues = backend.queues(QueuePolicy.DEFAULT);
        there = direct.queues(QueuePolicy.DEFAULT);
        queues.submit(List.of(Laboratory.message("warm")));
        ClaimedMessage warm = claim(Laboratory.session(queues), "warm").get(0);
        queues.settle(List.of(new Settlement.Complete(warm.lease(), Effects.NONE)));
    }

    @AfterEach
    void close() throws Exception {
        lab.close();
    }

    private static List<ClaimedMessage> claim(ClaimSession session, String nonce) {
        return session.claim(5, LEASE, nonce).messages();
    }

    @ParameterizedTest
    @EnumSource
    void ofASubmissionThatIsRepeatedUnseen(Fate fate) {
        network.plan(fate);

        assertThat(queues.submit(List.of(Laboratory.message("m")))).containsExactly(SubmitOutcome.ACCEPTED);
        assertThat(network.struck(fate)).isEqualTo(1);
        assertThat(direct.administration().counts("q").ready()).isEqualTo(1);
    }

    @Test
    void ofASubmissionTwiceWhileTheMessageIsDoneMeanwhile() {
        network.plan(Fate.DROP, Fate.DROP);

        assertThatExceptionOfType(BackendException.OutcomeUnknown.class)
                .isThrownBy(() -> queues.submit(List.of(Laboratory.message("m"))));
        ClaimedMessage claimed = claim(Laboratory.session(there), "1").get(0);
        there.settle(List.of(new Settlement.Complete(claimed.lease(), Effects.NONE)));

        assertThat(queues.submit(List.of(Laboratory.message("m")))).containsExactly(SubmitOutcome.DUPLICATE);
        assertThat(direct.administration().counts("q").alive()).isZero();
    }

    @ParameterizedTest
    @EnumSource
    void ofAClaimThatIsRepeatedUnseen(Fate fate) {
        queues.submit(List.of(Laboratory.message("a"), Laboratory.message("b")));
        ClaimSession session = Laboratory.session(queues);
        network.plan(fate);

        assertThat(claim(session, "1")).hasSize(2).allMatch(message -> message.deliveries() == 1);
    }

    @Test
    void ofAClaimTwice() {
        queues.submit(List.of(Laboratory.message("a"), Laboratory.message("b")));
        ClaimSession session = Laboratory.session(queues);
        network.plan(Fate.DROP, Fate.DROP);
        assertThatExceptionOfType(BackendException.OutcomeUnknown.class).isThrownBy(() -> claim(session, "1"));

        List<ClaimedMessage> again = claim(session, "1");

        assertThat(again).hasSize(2).allMatch(message -> message.deliveries() == 1);
        assertThat(queues.settle(List.of(new Settlement.Complete(again.get(0).lease(), Effects.NONE))))
                .containsExactly(LeaseState.HELD);
    }

    @ParameterizedTest
    @EnumSource(
            value = Fate.class,
            names = {"DROP", "TRUNCATE", "CUT"})
    void ofASettlement(Fate fate) {
        queues.submit(List.of(Laboratory.message("m")));
        ClaimedMessage claimed = claim(Laboratory.session(queues), "1").get(0);
        QueuedMessage next = new QueuedMessage("next", "q", "t", 0, Instant.EPOCH, null, new byte[0]);
        Settlement settlement =
                new Settlement.Complete(claimed.lease(), new Effects(List.of(), List.of(next), List.of()));
        network.plan(fate);

        assertThatExceptionOfType(BackendException.OutcomeUnknown.class)
                .isThrownBy(() -> queues.settle(List.of(settlement)));

        assertThat(queues.settle(List.of(settlement))).containsExactly(LeaseState.GONE);
        assertThat(claim(Laboratory.session(there), "2"))
                .extracting(message -> message.message().id())
                .containsExactly("next");
    }

    @ParameterizedTest
    @EnumSource
    void ofAnythingIsNotSeenByUsers(Fate fate) throws Exception {
        Task<Integer, Integer> twice =
                Task.named("twice").input(Integer.class).output(Integer.class).build();
        CountDownLatch submitted = new CountDownLatch(1);
        List<TaskEvent> heard = new CopyOnWriteArrayList<>();
        Alsek alsek = Alsek.builder(backend).listener(heard::add).build();
        lab.add(alsek);
        alsek.threadPool()
                .size(1)
                .handle(twice, (number, context) -> {
                    submitted.await();
                    network.plan(fate);
                    return 2 * number;
                })
                .start();

        network.plan(fate);
        TaskHandle<Integer> handle = alsek.submit(twice, 21);
        submitted.countDown();
        assertThat(handle.await(PATIENCE)).isEqualTo(42);

        Awaitility.await()
                .atMost(PATIENCE)
                .untilAsserted(() -> assertThat(heard).anyMatch(TaskEvent.Succeeded.class::isInstance));
        assertThat(heard)
                .noneMatch(TaskEvent.LeaseLost.class::isInstance)
                .noneMatch(TaskEvent.Duplicate.class::isInstance)
                .satisfies(events -> assertThat(events.stream().filter(TaskEvent.Started.class::isInstance))
                        .hasSize(1));
        assertThat(direct.administration().counts(twice.queue()).alive()).isZero();
    }
}
