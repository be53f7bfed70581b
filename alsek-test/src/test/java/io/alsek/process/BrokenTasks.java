package io.alsek.process;

import io.alsek.message.Mechanism;
import io.alsek.task.BoundTask;
import io.alsek.task.Task;
import io.alsek.task.TaskProvider;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Providers that are all right here, but not in a child process. */
final class BrokenTasks {

    private static final String CHILD = "alsek.test.child";

    /** What makes a child of a process that is not one, for these providers. */
    static final String CHILD_ARGUMENT = "-D" + CHILD + "=true";

    private static final Task<@Nullable Void, @Nullable Void> HERE =
            Task.named("here").mechanism(Mechanism.PROCESS).build();

    private BrokenTasks() {}

    private static boolean isChild() {
        return Boolean.getBoolean(CHILD);
    }

    private static Collection<BoundTask<?, ?>> here() {
        return List.of(HERE.handledBy((nothing, context) -> null));
    }

    /** Its static initializer throws. */
    public static final class FailsToInitialize implements TaskProvider {

        static {
            if (isChild()) {
                throw new IllegalStateException("no licence found");
            }
        }

        @Override
        public Collection<BoundTask<?, ?>> tasks() {
            return here();
        }
    }

    /** Its method throws. */
    public static final class FailsToSupply implements TaskProvider {

        @Override
        public Collection<BoundTask<?, ?>> tasks() {
            if (isChild()) {
                throw new IllegalStateException("no database found");
            }
            return here();
        }
    }

    /** Supplies other tasks. */
    public static final class Forgets implements TaskProvider {

        @Override
        public Collection<BoundTask<?, ?>> tasks() {
            Task<@Nullable Void, @Nullable Void> there =
                    Task.named("there").mechanism(Mechanism.PROCESS).build();
            return isChild() ? List.of(there.handledBy((nothing, context) -> null)) : here();
        }
    }

    /** Ends its process. */
    public static final class Exits implements TaskProvider {

        @Override
        public Collection<BoundTask<?, ?>> tasks() {
            if (isChild()) {
                Runtime.getRuntime().exit(5);
            }
            return here();
        }
    }

    /** Never comes back, once it is a child. */
    public static final class Hangs implements TaskProvider {

        @Override
        public Collection<BoundTask<?, ?>> tasks() {
            while (isChild()) {
                Thread.onSpinWait();
            }
            return here();
        }
    }

    /** Cannot be made. */
    public static final class Private implements TaskProvider {

        private Private() {}

        @Override
        public Collection<BoundTask<?, ?>> tasks() {
            return here();
        }
    }

    /** Fails before there are any tasks. */
    public static final class FailingInitializer implements Runnable {

        @Override
        public void run() {
            throw new IllegalStateException("no key found");
        }
    }
}
