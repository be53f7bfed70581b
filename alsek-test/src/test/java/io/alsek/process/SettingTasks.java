package io.alsek.process;

import io.alsek.message.Mechanism;
import io.alsek.message.TypeRef;
import io.alsek.task.BoundTask;
import io.alsek.task.Task;
import io.alsek.task.TaskProvider;
import io.alsek.worker.ChildWorker;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A task that tells how its process was set up. */
public final class SettingTasks implements TaskProvider {

    private static final String PREPARED = "alsek.test.prepared";

    static final Task<@Nullable Void, List<String>> SETTINGS = Task.named("settings")
            .mechanism(Mechanism.PROCESS)
            .output(new TypeRef<List<String>>() {})
            .build();

    @Override
    public Collection<BoundTask<?, ?>> tasks() {
        String prepared = System.getProperty(PREPARED, "not prepared"); // before the tasks are loaded
        return List.of(SETTINGS.handledBy((nothing, context) -> List.of(
                System.getProperty("shop", "none"),
                System.getenv().getOrDefault("SHOP_CITY", "none"),
                prepared,
                System.getProperty(ChildWorker.POOL, "none"))));
    }

    /** Runs first of all. */
    public static final class Prepared implements Runnable {

        @Override
        public void run() {
            System.setProperty(PREPARED, "prepared");
        }
    }
}
