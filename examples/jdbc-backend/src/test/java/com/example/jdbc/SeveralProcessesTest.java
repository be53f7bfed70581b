package com.example.jdbc;

import static com.example.jdbc.ShopTasks.PAY;
import static org.assertj.core.api.Assertions.assertThat;

import com.example.jdbc.ShopTasks.Order;
import com.example.jdbc.ShopTasks.Receipt;
import com.zaxxer.hikari.HikariDataSource;
import io.alsek.Alsek;
import io.alsek.spi.MessageKey;
import io.alsek.task.TaskHandle;
import io.alsek.worker.WorkerPool;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real threads and real time. What belongs to a process is its {@link JdbcStorage}, so two of them are two processes. */
class SeveralProcessesTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final String namespace = "shop-" + UUID.randomUUID();

    private Alsek alsek(JdbcStorage storage) {
        return Alsek.on(new JdbcBackend(storage, namespace));
    }

    @Test
    void threads_that_sleep_are_woken_by_a_submission_of_their_own_process() throws Exception {
        try (Alsek alsek = alsek(Database.storage())) {
            WorkerPool pool = alsek.threadPool()
                    .handle(PAY, (order, context) -> new Receipt(order.number(), "paid"))
                    .start();
            for (int i = 0; i < 20; i++) { // each one after the last was done: the pool has fallen asleep by then
                TaskHandle<Receipt> handle = alsek.submit(PAY, new Order("" + i, "4711", 1));
                assertThat(handle.await(PATIENCE).order()).isEqualTo("" + i);
            }
            pool.close();
        }
    }

    @Test
    void a_process_finds_what_another_one_submits_and_the_result_finds_its_way_back() throws Exception {
        DataSource database = Database.open();
        Duration lookAgain = Duration.ofMillis(50);
        try (JdbcStorage shop = Database.withTables(JdbcStorage.sharedBetweenProcesses(database, lookAgain));
                JdbcStorage bank = JdbcStorage.sharedBetweenProcesses(database, lookAgain);
                Alsek customers = alsek(shop);
                Alsek workers = alsek(bank)) {
            WorkerPool pool = workers.threadPool()
                    .handle(PAY, (order, context) -> new Receipt(order.number(), "paid"))
                    .start();

            Receipt receipt = customers.submit(PAY, new Order("1", "4711", 1)).await(PATIENCE);

            assertThat(receipt).isEqualTo(new Receipt("1", "paid"));
            pool.close();
        }
    }

    @Test
    void processes_that_work_side_by_side_run_every_message_once() throws Exception {
        DataSource database = Database.open();
        Database.withTables(JdbcStorage.ofThisProcess(database));
        Map<String, AtomicInteger> runs = new ConcurrentHashMap<>();
        List<JdbcStorage> storages = new ArrayList<>();
        List<Alsek> processes = new ArrayList<>();
        List<TaskHandle<Receipt>> handles = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            JdbcStorage storage = JdbcStorage.sharedBetweenProcesses(database, Duration.ofMillis(50));
            Alsek process = alsek(storage);
            storages.add(storage);
            processes.add(process);
            process.threadPool()
                    .size(4)
                    .handle(PAY, (order, context) -> {
                        runs.computeIfAbsent(order.number(), number -> new AtomicInteger())
                                .incrementAndGet();
                        return new Receipt(order.number(), "paid");
                    })
                    .start();
        }

        for (int i = 0; i < 300; i++) {
            handles.add(processes.get(i % 3).submit(PAY, new Order("" + i, "4711", 1)));
        }
        for (TaskHandle<Receipt> handle : handles) {
            handle.await(PATIENCE);
        }

        assertThat(runs)
                .hasSize(300)
                .allSatisfy((order, times) -> assertThat(times).hasValue(1));
        processes.forEach(Alsek::close);
        storages.forEach(JdbcStorage::close);
    }

    @Test
    void messages_survive_the_process_and_the_database(@TempDir Path directory) throws Exception {
        HikariDataSource before = Database.inFile(directory.resolve(namespace));
        MessageKey submitted;
        try (Alsek alsek = alsek(Database.withTables(JdbcStorage.ofThisProcess(before)))) {
            submitted = new MessageKey(
                    PAY.queue(), alsek.submit(PAY, new Order("1", "4711", 1)).id());
        }
        before.close(); // with the last connection, H2 closes the database

        HikariDataSource after = Database.inFile(directory.resolve(namespace));
        try (Alsek alsek = alsek(JdbcStorage.ofThisProcess(after))) {
            TaskHandle<Receipt> found = alsek.find(PAY, submitted).orElseThrow();
            alsek.threadPool()
                    .handle(PAY, (order, context) -> new Receipt(order.number(), "paid"))
                    .start();

            assertThat(found.await(PATIENCE)).isEqualTo(new Receipt("1", "paid"));
        }
        after.close();
    }
}
