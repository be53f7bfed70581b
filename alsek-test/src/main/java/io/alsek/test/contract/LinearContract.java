package io.alsek.test.contract;

import static io.alsek.test.contract.Rule.Level.STOCHASTIC;

import io.alsek.spi.LockStore;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.DisplayName;

/**
 * Small histories of simultaneous calls, hundreds of them: whatever was answered must have been possible one after the
 * other. A failure lists the calls. One queue is looked at a time, since claims from several queues are not one moment.
 * {@code -Dalsek.contract.histories=…} tries more.
 */
@DisplayName("Simultaneous calls")
public abstract class LinearContract extends Contract {

    private static final int HISTORIES = 300;
    private static final int THREADS = 3;
    private static final int CALLS = 4;

    /** Only for subclasses. */
    protected LinearContract() {}

    @Rule(
            id = "LINEAR-01",
            says = "Simultaneous calls to a queue have answers that they could have one after the other.",
            intent = "Whoever reasons about one call at a time must be right.",
            level = STOCHASTIC)
    void queues() {
        List<Client> clients = List.of(client, anotherClient());
        for (int history = 1; history <= histories(); history++) {
            QueueStorm storm = new QueueStorm("queue " + history, now(), clients);
            for (String id : List.of("a", "b", "c").subList(0, history % 4)) {
                storm.submit(client, 0, id, 0);
            }
            storm(history, storm::call);
            storm.explain();
            storm.close();
        }
    }

    @Rule(
            id = "LINEAR-02",
            says = "Simultaneous calls to a value have answers that they could have one after the other.",
            intent = "Users build counters, flags and hand-overs from values.",
            level = STOCHASTIC)
    void values() {
        List<Client> clients = List.of(client, anotherClient());
        for (int history = 1; history <= histories(); history++) {
            Chronicle<Optional<String>> chronicle = new Chronicle<>();
            String key = "value " + history;
            storm(
                    history,
                    (thread, random) -> StoreStorm.value(chronicle, clients.get(thread % 2), key, thread, random));
            chronicle.explain(Optional.empty());
        }
    }

    @Rule(
            id = "LINEAR-03",
            says = "Simultaneous calls to a semaphore have answers that they could have one after the other.",
            intent = "A lock that is right only when nobody else asks is none.",
            level = STOCHASTIC)
    void locks() {
        List<LockStore> clients = List.of(locks(client), locks(anotherClient()));
        for (int history = 1; history <= histories(); history++) {
            Chronicle<StoreStorm.Holders> chronicle = new Chronicle<>();
            String name = "semaphore " + history;
            storm(
                    history,
                    (thread, random) -> StoreStorm.semaphore(chronicle, clients.get(thread % 2), name, thread, random));
            chronicle.explain(new StoreStorm.Holders(List.of(), Long.MIN_VALUE));
        }
    }

    private static int histories() {
        return Integer.getInteger("alsek.contract.histories", HISTORIES);
    }

    private static void storm(int history, BiConsumer<Integer, Random> call) {
        Race.run(THREADS, thread -> {
            Random random = new Random(31L * history + thread);
            for (int number = 0; number < CALLS; number++) {
                call.accept(thread, random);
            }
            return thread;
        });
    }
}
