package com.example.jdbc;

import static com.example.jdbc.ShopTasks.MAIL;
import static com.example.jdbc.ShopTasks.PAY;
import static org.assertj.core.api.Assertions.assertThat;

import com.example.jdbc.ShopTasks.Order;
import com.example.jdbc.ShopTasks.Receipt;
import io.alsek.test.simulation.Simulation;
import io.alsek.test.simulation.SimulationReport;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Workers that die, sleep and lose their leases, an outage now and then: the engine of production on the backend. */
class ShopSimulationTest {

    /** The promises of the library are watched without being asked for; these are the shop's own. */
    private static void shop(Simulation simulation) {
        Map<String, Integer> charges = new TreeMap<>();
        Map<String, String> mails = new TreeMap<>();
        simulation.handle(PAY, (order, context) -> {
            charges.putIfAbsent(context.message().id(), order.cents());
            simulation.checkpoint("charged");
            return new Receipt(order.number(), order.cents() + " cents");
        });
        simulation.handle(MAIL, (receipt, context) -> {
            mails.put(receipt.order(), receipt.text());
            return null;
        });
        simulation.client(alsek -> {
            alsek.submit(PAY.then(MAIL), new Order("1", "4711", 100));
            alsek.submit(PAY.then(MAIL), new Order("2", "4712", 200), options -> options.delay(Duration.ofMinutes(1)));
        });
        simulation.eventually("both are charged", () -> charges.size() == 2);
        simulation.observe(() -> mails);
        simulation.sometimes("a message is delivered again", () -> simulation.redeliveries() > 0);
    }

    @Test
    void whatever_goes_wrong_both_orders_are_charged_and_mailed() {
        SimulationReport report = Simulation.seeds(100)
                .backend(JdbcBackends.on(Database.storage()))
                .rememberNothing()
                .named("shop on JDBC")
                .run(ShopSimulationTest::shop);

        assertThat(report.faults()).isPositive();
    }
}
