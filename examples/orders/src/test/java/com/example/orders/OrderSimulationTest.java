package com.example.orders;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.alsek.test.simulation.Fault;
import io.alsek.test.simulation.Schedule;
import io.alsek.test.simulation.Simulation;
import io.alsek.test.simulation.SimulationFailure;
import io.alsek.test.simulation.SimulationReport;
import io.alsek.test.simulation.SimulationTest;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The shop, in worlds where workers die, sleep and lose their leases, and the backend is not always there. */
class OrderSimulationTest {

    /** Three customers, one of whom sends every page twice. */
    private static void customers(Simulation simulation) {
        simulation.client("ann", alsek -> new Shop(alsek).place(order("ann", 1)));
        simulation.client("bob", alsek -> {
            new Shop(alsek).place(order("bob", 2));
            new Shop(alsek).place(order("bob", 2));
        });
        simulation.client("cem", alsek -> {
            simulation.sleep(Duration.ofSeconds(20));
            new Shop(alsek).place(order("cem", 3));
        });
    }

    private static Order order(String customer, int number) {
        return new Order("" + number, customer + "@example.org", "card of " + customer, "lamp", 4_900);
    }

    /** The shop as it should be. Everything that happens, happens once, whatever goes wrong. */
    private static void shop(Simulation simulation) {
        Bank bank = new Bank();
        Warehouse warehouse = new Warehouse();
        Mailbox mailbox = new Mailbox();
        Payments slowBank = (key, card, cents) -> {
            String charge = bank.charge(key, card, cents);
            simulation.checkpoint("the bank has charged the " + card); // the worst moment to die
            return charge;
        };
        simulation.add(new OrderHandlers(slowBank, warehouse, mailbox).all());
        customers(simulation);

        simulation.always("no card is charged twice", () -> !bank.hasChargedACardTwice());
        simulation.eventually("all is paid", () -> bank.takings() == 3 * 4_900);
        simulation.eventually("nothing is dead", () -> simulation.deadLetters().isEmpty());
        simulation.sometimes("a payment is delivered again", () -> simulation.redeliveries() > 0);
        simulation.observe("the mails", mailbox::mailsInNoOrder);
        simulation.observe("the lamps left", () -> warehouse.left("lamp"));
    }

    @SimulationTest
    void everyOrderIsPaidOnceWhateverHappens(Simulation simulation) {
        shop(simulation);
    }

    @SimulationTest(workers = 5, seeds = 100, faults = Fault.WORKER_CRASH, schedule = Schedule.PCT)
    void alsoWithFiveWorkersThatDie(Simulation simulation) {
        shop(simulation);
    }

    @Test
    void andSoItIsForTwoThousandSeeds() {
        SimulationReport report = Simulation.seeds(2_000).run(OrderSimulationTest::shop);

        assertThat(report.faults()).isGreaterThan(2_000);
    }

    /** The mistake that everybody makes once: the charge has no key. This is what the simulator says to it. */
    @Test
    void aChargeWithoutAKeyIsFoundOut() {
        SimulationFailure failure = catchThrowableOfType(
                SimulationFailure.class, () -> Simulation.seeds(200).rememberNothing().run(simulation -> {
                    Bank bank = new Bank();
                    simulation.add(new OrderHandlers(bank.withoutKeys(), new Warehouse(), new Mailbox()).all());
                    customers(simulation);
                    simulation.always("no card is charged twice", () -> !bank.hasChargedACardTwice());
                }));

        assertThat(failure.property()).isEqualTo("no card is charged twice");
        assertThat(failure.faults()).isBetween(1, 3);
        assertThat(failure)
                .hasMessageContaining("Repeats:   yes, exactly")
                .hasMessageContaining("-Dalsek.simulation.seed=" + failure.seed())
                .hasMessageContaining("make its effect idempotent");
    }

    /** A customer whose answer got lost asks again. That is no harm as long as the messages have ids of their own. */
    @SimulationTest(faults = {Fault.CLIENT_OUTCOME_UNKNOWN, Fault.NOTIFICATION_LOSS})
    void anOrderThatIsSentAgainIsPaidOnce(Simulation simulation) {
        Bank bank = new Bank();
        simulation.add(new OrderHandlers(bank, new Warehouse(), new Mailbox()).all());
        customers(simulation);
        simulation.always("no card is charged twice", () -> !bank.hasChargedACardTwice());
        simulation.eventually("all is paid", () -> bank.takings() == 3 * 4_900);
        simulation.sometimes(
                "an order is sent again", () -> simulation.strikes(Fault.CLIENT_OUTCOME_UNKNOWN) > 0);
    }
}
