package io.alsek.test.contract;

import static io.alsek.test.contract.Rule.Level.STOCHASTIC;
import static org.assertj.core.api.Assertions.assertThat;

import io.alsek.spi.ClaimedMessage;
import io.alsek.spi.LockRequest;
import io.alsek.spi.LockStore;
import io.alsek.spi.MessageKey;
import io.alsek.spi.StoredMessage;
import io.alsek.test.contract.VictimMain.Deed;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.TestReporter;

/** What is left when a process is killed in the midst of its work, as by kill -9 or the failure of its machine. */
@DisplayName("Killed processes")
public abstract class KillContract extends Contract {

    private static final int KILLS = 3;
    private static final List<String> IDS = List.of("a", "b", "c", "d", "e");

    /** Only for subclasses. */
    protected KillContract() {}

    @Rule(
            id = "KILL-01",
            says = "What is stored outlives its process, if the backend is declared to be so, and else stays in it.",
            intent = "Whoever chooses a backend must know whether messages survive a crash.")
    void declared(TestReporter reporter) {
        Optional<OtherProcess> other = storage().otherProcess();
        reporter.publishEntry("other processes", other.isPresent() ? "present" : "absent, as declared");
        accept("a");
        if (other.isPresent()) {
            try (Victim victim = new Victim(other.get(), Deed.HOLD, namespace(), now())) {
                assertThat(victim.next()).isEqualTo("holds a");
                victim.kill();
            }
            assertThat(client.alive(message("a")).leasedUntil())
                    .as("end of the lease that another process took")
                    .isEqualTo(now().plus(Worker.LEASE));
        } else {
            try (BackendUnderTest another = backendUnderTest();
                    var backend = another.open(namespace(), clock())) {
                boolean shared =
                        client(backend, POLICY).find(message("a").key()).isPresent();
                Absence.unless(
                        !shared, "All rules share one storage, and how other processes reach that is not declared");
            }
        }
    }

    @Rule(
            id = "KILL-02",
            says = "What a killed process held is left alone until its lease ends, and then delivered once more.",
            intent = "A crash delays its messages by a lease, and loses none.")
    void held() {
        accept(IDS.toArray(String[]::new));
        killed(Deed.HOLD, VictimMain.HELD);

        assertThat(client.worker().ids(10)).as("what nobody held").containsExactly("d", "e");
        pass(Worker.LEASE.minusMillis(1));
        assertThat(client.worker().ids(10))
                .as("claimed before the lease ran out")
                .isEmpty();
        passMillis(1);
        List<ClaimedMessage> again = client.worker().take(VictimMain.HELD);

        assertThat(Worker.idsOf(again)).containsExactly("a", "b", "c");
        assertThat(again).allSatisfy(claimed -> {
            assertThat(claimed.deliveries()).as("deliveries").isEqualTo(2);
            assertThat(claimed.retries()).as("retries").isZero();
        });
    }

    @Rule(
            id = "KILL-03",
            says = "The lock of a killed process is free when its time is over, and not before.",
            intent = "Nobody is left to release it.")
    void lockOfTheDead() {
        LockStore locks = locks(client);
        LockRequest request = new LockRequest("lock", "me", Worker.LEASE, 1);
        killed(Deed.HOLD, 0);

        pass(Worker.LEASE.minusMillis(1));
        assertThat(locks.acquire(request)).isEmpty();
        passMillis(1);
        assertThat(locks.acquire(request)).isPresent();
    }

    @Rule(
            id = "KILL-04",
            says =
                    "Whatever a process did when it was killed, every message is whole, and none that was accepted is lost.",
            intent = "At least once, accepted once and all or nothing hold for crashes, or for nothing.",
            level = STOCHASTIC)
    void inTheMidst() {
        OtherProcess how = otherProcess();
        for (int kill = 1; kill <= KILLS; kill++) {
            String itsNamespace = namespace() + "-" + kill;
            Client witness = client(open(itsNamespace), POLICY);
            List<String> said = new ArrayList<>();
            try (Victim victim = new Victim(how, Deed.RUSH, itsNamespace, now())) {
                for (int line = 0; line < 40 * kill + 7; line++) {
                    said.add(victim.next());
                }
                said.addAll(victim.kill());
            }
            said.stream()
                    .filter(line -> line.startsWith("submits "))
                    .map(line -> line.substring("submits ".length()))
                    .forEach(id -> examine(witness, id, said));
            drain(witness);
        }
    }

    private static void examine(Client witness, String id, List<String> said) {
        Optional<StoredMessage> living = witness.find(new MessageKey(Draft.QUEUE, id));
        boolean result = witness.value("result " + id).isPresent();
        boolean successor = witness.find(new MessageKey("next", "after " + id)).isPresent();
        assertThat(successor)
                .as("the successor of %s is there if its result is", id)
                .isEqualTo(result);
        if (living.isPresent()) {
            assertThat(result)
                    .as("whether %s has a result, though it is alive", id)
                    .isFalse();
            assertThat(said).as("said of %s, which is alive", id).doesNotContain("done " + id);
        } else {
            assertThat(result || !said.contains("accepted " + id))
                    .as("whether %s, which was accepted, is alive or done", id)
                    .isTrue();
        }
    }

    /** Everything that was left comes to its end. */
    private void drain(Client witness) {
        long alive = witness.counts().alive();
        pass(Worker.LEASE);
        Worker worker = witness.worker(inOrder(Draft.QUEUE));
        List<ClaimedMessage> rest = worker.take(1000);
        assertThat(rest)
                .as("what was left, claimed when all leases had run out")
                .hasSize((int) alive);
        rest.forEach(claimed -> witness.complete(claimed.lease()));
        assertThat(witness.counts().alive()).as("left in the end").isZero();
    }

    @Rule(
            id = "KILL-05",
            says = "A process that is killed while it closes loses nothing that it held.",
            intent = "Orchestrators send SIGKILL when SIGTERM takes too long.",
            level = STOCHASTIC)
    void whileClosing() {
        OtherProcess how = otherProcess();
        accept(IDS.toArray(String[]::new));
        try (Victim victim = new Victim(how, Deed.CLOSE, namespace(), now())) {
            while (!victim.next().equals("ready")) {
                assertThat(victim).isNotNull();
            }
            victim.goOn();
            victim.next();
            victim.kill();
        }
        pass(Worker.LEASE);

        assertThat(client.worker().ids(10)).containsExactlyElementsOf(IDS);
    }

    private OtherProcess otherProcess() {
        Optional<OtherProcess> other = storage().otherProcess();
        Absence.unless(other.isPresent(), "This backend is declared not to outlive its process");
        return other.orElseThrow();
    }

    /** Lets a process do its deed, and kills it when it says that it is ready. */
    private void killed(Deed deed, int holding) {
        try (Victim victim = new Victim(otherProcess(), deed, namespace(), now())) {
            int held = 0;
            for (String line = victim.next(); !line.equals("ready"); line = victim.next()) {
                held++;
            }
            assertThat(held).as("messages that the other process holds").isEqualTo(holding);
            victim.kill();
        }
    }
}
