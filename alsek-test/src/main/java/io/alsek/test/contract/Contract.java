package io.alsek.test.contract;

import io.alsek.spi.Backend;
import io.alsek.spi.EventBus;
import io.alsek.spi.LockStore;
import io.alsek.spi.QueuePolicy;
import io.alsek.spi.ScheduleStore;
import io.alsek.spi.Subscription;
import io.alsek.spi.Subscription.AllQueues;
import io.alsek.spi.Subscription.QueuesInOrder;
import io.alsek.spi.Subscription.Rotation;
import io.alsek.test.contract.BackendUnderTest.Ability;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ConcurrentSkipListSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * One group of rules. Every rule gets a storage of its own, an unused namespace and a clock that stands still until
 * the rule moves it. To run all groups extend {@link BackendContract}.
 */
@DisplayNameGeneration(RuleNames.class)
@ExtendWith({Verdict.class, ReportWriter.class})
public abstract class Contract {

    static final int MAX_DELIVERIES = 3;
    static final Duration WINDOW = Duration.ofHours(1);
    static final Duration DEAD_LETTER_TTL = Duration.ofDays(7);

    static final QueuePolicy POLICY = new QueuePolicy(MAX_DELIVERIES, WINDOW, DEAD_LETTER_TTL);

    /** Far from the present, so that a backend which reads the clock of its machine is found out. */
    private static final Instant START = Instant.parse("2041-05-06T07:08:09.123Z");

    private final String namespace = "contract-" + UUID.randomUUID();
    private final MovableClock clock = new MovableClock(START);
    private final ConcurrentLinkedDeque<Backend> opened = new ConcurrentLinkedDeque<>();
    private final Set<String> namespaces = new ConcurrentSkipListSet<>();

    private BackendUnderTest storage;

    /** The client that most rules use. */
    Client client;

    /** Only for subclasses; JUnit makes an instance for each rule. */
    protected Contract() {}

    /** {@return the storage to examine; asked for once before each rule} */
    protected abstract BackendUnderTest backendUnderTest();

    @BeforeEach
    void openBackend() {
        storage = backendUnderTest();
        client = client(POLICY);
    }

    @AfterEach
    void closeEverything() {
        try (BackendUnderTest closing = storage) {
            opened.forEach(Backend::close);
            for (String used : namespaces) {
                try (Backend cleaner = closing.open(used, clock)) {
                    cleaner.clear();
                }
            }
        }
    }

    final BackendUnderTest storage() {
        return storage;
    }

    final String namespace() {
        return namespace;
    }

    /** Opens one more backend on the same storage. */
    final Backend open(String itsNamespace) {
        namespaces.add(itsNamespace);
        Backend backend = storage.open(itsNamespace, clock);
        opened.add(backend);
        return backend;
    }

    /** Another client of the same namespace. */
    final Client anotherClient() {
        return client(POLICY);
    }

    /** Another client of the same namespace, with rules of its own. */
    final Client client(QueuePolicy policy) {
        return client(open(namespace), policy);
    }

    /** A client of a backend. */
    final Client client(Backend backend, QueuePolicy policy) {
        return new Client(backend, policy, storage.patience());
    }

    /** Something to listen with. */
    final Ear ear() {
        return new Ear(storage.patience());
    }

    /** The clock that all backends of this rule are handed. */
    final MovableClock clock() {
        return clock;
    }

    final Instant now() {
        return client.backend.clock().instant();
    }

    /** The events of a client; a rule that asks for them is skipped if the backend is declared to have none. */
    final EventBus events(Client which) {
        Absence.unless(storage.abilities().contains(Ability.EVENTS), "This backend is declared to have no events");
        return which.backend
                .events()
                .orElseThrow(() -> new AssertionError("This backend is declared to have events, but has none"));
    }

    /** The locks of a client; a rule that asks for them is skipped if the backend is declared to have none. */
    final LockStore locks(Client which) {
        Absence.unless(storage.abilities().contains(Ability.LOCKS), "This backend is declared to have no locks");
        return which.backend
                .locks()
                .orElseThrow(() -> new AssertionError("This backend is declared to have locks, but has none"));
    }

    /** The schedules of a backend; a rule that asks for them is skipped if the backend is declared to have none. */
    final ScheduleStore schedules(Backend which) {
        Absence.unless(
                storage.abilities().contains(Ability.SCHEDULES), "This backend is declared to have no schedules");
        return which.schedules()
                .orElseThrow(() -> new AssertionError("This backend is declared to have schedules, but has none"));
    }

    /** Skips a rule that compares instants to the millisecond where time goes on by itself. */
    final void requireThatTimeStandsStill() {
        Assumptions.assumeTrue(storage.timeStandsStill(), "Time does not stand still for this backend");
    }

    final void pass(Duration time) {
        storage.advance(clock, time);
    }

    final void passMillis(long millis) {
        pass(Duration.ofMillis(millis));
    }

    final void passSeconds(long seconds) {
        pass(Duration.ofSeconds(seconds));
    }

    /** Begins a message that is ready now. */
    final Draft message(String id) {
        return Draft.of(id, now());
    }

    /** Submits messages that are ready now, first to last. */
    final void accept(String... ids) {
        for (String id : ids) {
            client.accept(message(id));
        }
    }

    static Subscription inOrder(String... queues) {
        return new QueuesInOrder(List.of(queues), Set.of(), Rotation.STRICT);
    }

    static Subscription tasks(String... tasks) {
        return new AllQueues(Set.of(tasks), Rotation.STRICT);
    }

    static Duration millis(long millis) {
        return Duration.ofMillis(millis);
    }

    static Duration seconds(long seconds) {
        return Duration.ofSeconds(seconds);
    }
}
