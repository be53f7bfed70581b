package io.alsek.test;

import static io.alsek.test.AlsekAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import io.alsek.Alsek;
import io.alsek.message.Backoff;
import io.alsek.spi.DeathReason;
import io.alsek.task.CancelReason;
import io.alsek.task.NonRetryableException;
import io.alsek.task.Task;
import io.alsek.task.TaskHandle;
import io.alsek.test.simulation.Fault;
import io.alsek.test.simulation.Simulation;
import io.alsek.test.simulation.SimulationFailure;
import io.alsek.test.simulation.SimulationTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.platform.testkit.engine.EngineTestKit;

/** The examples of {@code docs/testing.md}, and the proof that it shows them as they are. */
class TestingGuideTest {

    record Welcome(String address, String name) {}

    static final Task<Welcome, @Nullable Void> WELCOME = Task.named("welcome")
            .input(Welcome.class)
            .queue("mail")
            .retry(2, Backoff.constant(Duration.ofMinutes(5)))
            .build();

    static final Task<String, String> CHARGE =
            Task.named("charge").input(String.class).output(String.class).build();

    static final Task<String, @Nullable Void> SHIP =
            Task.named("ship").input(String.class).build();

    /** The application: signs people up, and welcomes them an hour later. */
    static final class SignUp {

        private final Alsek alsek;

        SignUp(Alsek alsek) {
            this.alsek = alsek;
        }

        void register(String address, String name) {
            alsek.submit(WELCOME, new Welcome(address, name), options -> options.delay(Duration.ofHours(1)));
        }
    }

    /** The outside world: takes mail, unless it is down. */
    static final class MailServer {

        final List<String> sent = new ArrayList<>();
        int failures;

        void send(String address) throws IOException {
            if (failures-- > 0) {
                throw new IOException("connection refused");
            }
            sent.add(address);
        }
    }

    @AlsekTest
    static class SignUpTest {

        @Test
        void welcomesAnHourLater(AlsekHarness harness, Alsek alsek) {
            MailServer mail = new MailServer();
            harness.handle(WELCOME, (welcome, context) -> {
                mail.send(welcome.address());
                return null;
            });

            new SignUp(alsek).register("ann@example.org", "Ann");

            harness.advance(Duration.ofMinutes(59));
            assertThat(mail.sent).isEmpty();
            harness.advance(Duration.ofMinutes(1));
            assertThat(mail.sent).containsExactly("ann@example.org");
        }

        @Test
        void submitsTheRightThing(AlsekHarness harness, Alsek alsek) {
            new SignUp(alsek).register("ann@example.org", "Ann");

            assertThat(harness)
                    .hasEnqueued(WELCOME)
                    .withInput(new Welcome("ann@example.org", "Ann"))
                    .onQueue("mail")
                    .scheduledIn(Duration.ofHours(1))
                    .once();
        }

        @Test
        void triesAgainWhenTheServerIsDown(AlsekHarness harness, Alsek alsek) {
            MailServer mail = new MailServer();
            mail.failures = 2;
            harness.handle(WELCOME, (welcome, context) -> {
                mail.send(welcome.address());
                return null;
            });
            TaskHandle<?> handle = alsek.submit(WELCOME, new Welcome("ann@example.org", "Ann"));

            harness.runUntilIdle();

            assertThat(harness)
                    .task(handle)
                    .hasAttempts(3)
                    .backedOffBy(Duration.ofMinutes(5), Duration.ofMinutes(5))
                    .hasSucceeded();
        }

        @Test
        void givesUpOnAnAddressThatDoesNotExist(AlsekHarness harness, Alsek alsek) {
            harness.handle(WELCOME, (welcome, context) -> {
                throw new NonRetryableException("no such address");
            });
            alsek.submit(WELCOME, new Welcome("nobody@example.org", "Nobody"));

            harness.drain();

            assertThat(harness)
                    .hasDeadLetter(WELCOME)
                    .because(DeathReason.FAILED)
                    .withMessageContaining("no such address");
        }

        @Test
        void theLastAttemptOnly(AlsekHarness harness) {
            harness.handle(WELCOME, (welcome, context) -> {
                throw new IOException("attempt " + context.attempt());
            });

            assertThat(harness.perform(WELCOME, new Welcome("ann@example.org", "Ann"), 3))
                    .failedWith(IOException.class)
                    .withMessageContaining("attempt 3")
                    .isDead();
        }
    }

    static class ShopTest {

        @RegisterExtension
        static final AlsekExtension ALSEK = AlsekExtension.with(
                harness -> harness.handle(CHARGE, card -> "paid " + card).handle(SHIP, (receipt, context) -> null));

        @Test
        void chargesThenShips(AlsekHarness harness, Alsek alsek) {
            alsek.submit(CHARGE.then(SHIP), "4711");

            assertThat(harness.drain()).hasExecuted(CHARGE, SHIP).allSucceeded();
            assertThat(harness).hasEnqueuedInOrder(CHARGE, SHIP).hasNoPendingTasks();
        }
    }

    @AlsekTest(dispatch = Dispatch.ON_SUBMIT)
    static class AtOnceTest {

        @Test
        void everythingIsDoneWhenSubmitReturns(AlsekHarness harness, Alsek alsek) throws Exception {
            harness.handle(CHARGE, card -> "paid " + card);

            assertThat(alsek.submit(CHARGE, "4711").await(Duration.ZERO)).isEqualTo("paid 4711");
        }
    }

    @AlsekTest
    static class CrashTest {

        @Test
        void aCardIsChargedOnceThoughTheWorkerDies(AlsekHarness harness, Alsek alsek) {
            Map<String, String> charges = new HashMap<>();
            harness.handle(CHARGE, (card, context) -> {
                charges.putIfAbsent(context.message().id(), card); // idempotent: the id is the key
                return "paid " + card;
            });
            alsek.submit(CHARGE, "4711");

            harness.worker("w1").crashAt(CrashPoint.AFTER_HANDLER).runNext();
            assertThat(charges).hasSize(1); // the effect is there, but nobody knows
            harness.runUntilIdle(); // the lease runs out, and another worker runs it again

            assertThat(harness.executions()).singleElement().satisfies(again -> {
                assertThat(again).withResult("paid 4711");
                assertThat(again.message().history().deliveries()).isEqualTo(2);
            });
            assertThat(charges).hasSize(1);
        }

        @Test
        void aWorkerThatSleepsTooLongIsNotBelieved(AlsekHarness harness, Alsek alsek) {
            SimulatedWorker slow = harness.worker("slow");
            Set<String> ran = new HashSet<>();
            harness.handle(CHARGE, (card, context) -> {
                ran.add(context.leaseToken());
                if (ran.size() == 1) {
                    slow.pause(); // a long garbage collection: no heartbeats
                    harness.clock().advance(Duration.ofSeconds(30));
                    harness.worker("fast").runNext(); // takes over
                    slow.resume();
                }
                return "paid " + card;
            });
            alsek.submit(CHARGE, "4711");

            TaskExecution late = slow.runNext().orElseThrow();

            assertThat(late).wasDiscarded(CancelReason.LEASE_LOST);
            assertThat(ran).hasSize(2);
        }
    }

    /** A bank that charges once for each key. */
    static final class Bank {

        private final Map<String, String> cards = new HashMap<>();

        String charge(String key, String card) {
            cards.putIfAbsent(key, card);
            return "paid " + card;
        }

        String chargeWithoutAKey(String card) {
            return charge("charge " + cards.size(), card);
        }

        long charges(String card) {
            return cards.values().stream().filter(card::equals).count();
        }
    }

    static class PaymentSimulationTest {

        @SimulationTest
        void everyCardIsChargedOnce(Simulation simulation) {
            Bank bank = new Bank();
            simulation.handle(
                    CHARGE, (card, context) -> bank.charge(context.message().id(), card));
            simulation.client(alsek -> {
                alsek.submit(CHARGE, "4711");
                alsek.submit(CHARGE, "4712");
            });

            simulation.always("no card is charged twice", () -> bank.charges("4711") <= 1);
            simulation.eventually("both are charged", () -> bank.charges("4711") + bank.charges("4712") == 2);
            simulation.sometimes("a message is delivered again", () -> simulation.redeliveries() > 0);
        }

        @SimulationTest(seeds = 500, workers = 2, faults = Fault.WORKER_CRASH, budget = "10s")
        void theTakingsDoNotDependOnWhoDies(Simulation simulation) {
            Bank bank = new Bank();
            simulation.handle(
                    CHARGE, (card, context) -> bank.charge(context.message().id(), card));
            simulation.client(alsek -> alsek.submit(CHARGE, "4711"));

            simulation.observe(() -> bank.charges("4711"));
        }
    }

    static void handlersThatTakeSeveralSteps(Simulation simulation, Bank bank) {
        simulation.handle(CHARGE, (card, context) -> {
            String receipt = bank.charge(context.message().id(), card);
            simulation.checkpoint("the bank has charged " + card); // somebody else may go on here, or this worker die
            simulation.sleep(Duration.ofSeconds(20)); // and here
            return receipt;
        });
    }

    static void aMistake(Simulation simulation) {
        Bank bank = new Bank();
        simulation.handle(CHARGE, card -> bank.chargeWithoutAKey(card));
        simulation.client(alsek -> alsek.submit(CHARGE, "4711"));
        simulation.always("no card is charged twice", () -> bank.charges("4711") <= 1);
    }

    @Test
    void theGuideShowsThisReport() throws IOException {
        SimulationFailure failure = catchThrowableOfType(
                SimulationFailure.class,
                () -> Simulation.seeds(200)
                        .faults(Fault.WORKER_CRASH)
                        .named("PaymentSimulationTest.everyCardIsChargedOnce")
                        .rememberNothing()
                        .run(TestingGuideTest::aMistake));

        assertThat(Files.readString(find("docs/testing.md"))).contains(failure.getMessage());
    }

    @Test
    void handlersMayTakeSeveralSteps() {
        Simulation.seeds(20).rememberNothing().run(simulation -> {
            Bank bank = new Bank();
            handlersThatTakeSeveralSteps(simulation, bank);
            simulation.client(alsek -> alsek.submit(CHARGE, "4711"));
            simulation.eventually("charged", () -> bank.charges("4711") == 1);
        });
    }

    @Test
    void allExamplesPass() {
        EngineTestKit.engine("junit-jupiter")
                .selectors(
                        selectClass(SignUpTest.class),
                        selectClass(ShopTest.class),
                        selectClass(AtOnceTest.class),
                        selectClass(CrashTest.class),
                        selectClass(PaymentSimulationTest.class))
                .execute()
                .testEvents()
                .assertStatistics(stats -> stats.started(11).succeeded(11));
    }

    @Test
    void theGuideShowsThisCode() throws IOException {
        String source = squeezed(
                Files.readString(find("alsek-test/src/test/java/io/alsek/test/TestingGuideTest.java")) + ofTheShop());
        Matcher examples =
                Pattern.compile("```java\n(.*?)```", Pattern.DOTALL).matcher(Files.readString(find("docs/testing.md")));
        List<String> shown = examples.results().map(result -> result.group(1)).toList();
        assertThat(shown)
                .hasSizeGreaterThan(8)
                .allSatisfy(example -> assertThat(source).contains(squeezed(example)));
    }

    /** All the code of the example, which is built and run by itself. */
    private static String ofTheShop() throws IOException {
        try (Stream<Path> files = Files.walk(find("examples/orders/src"))) {
            StringBuilder code = new StringBuilder();
            for (Path file : files.filter(each -> each.toString().endsWith(".java"))
                    .sorted()
                    .toList()) {
                code.append(Files.readString(file));
            }
            return code.toString();
        }
    }

    /** Without the differences in layout. */
    private static String squeezed(String code) {
        return code.lines().map(String::strip).collect(Collectors.joining()).replaceAll("\\s+", "");
    }

    private static Path find(String relative) {
        for (Path folder = Path.of("").toAbsolutePath(); folder != null; folder = folder.getParent()) {
            if (Files.exists(folder.resolve(relative))) {
                return folder.resolve(relative);
            }
        }
        throw new AssertionError("There is no " + relative + " here or above");
    }
}
