package io.alsek.process;

import io.alsek.task.TaskProvider;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * How a process pool makes its children, and how many. Functions cannot be sent to another process, so children load
 * the tasks themselves, from {@linkplain TaskProvider providers} given by class name. Immutable; every method returns a
 * copy.
 */
public final class ProcessOptions {

    /** How long an idle child beyond the floor is kept, unless told otherwise. */
    public static final Duration DEFAULT_IDLE = Duration.ofSeconds(30);

    /** How long a child may take to start, unless told otherwise. */
    public static final Duration DEFAULT_START_PATIENCE = Duration.ofSeconds(30);

    private final List<String> providers;
    private int floor = Math.max(1, Runtime.getRuntime().availableProcessors() - 1);
    private int ceiling = floor;
    private int threads = 1;
    private int tasksPerChild;
    private long maxHeapBytes;
    private Duration idle = DEFAULT_IDLE;
    private Duration startPatience = DEFAULT_START_PATIENCE;
    private List<String> jvmArguments = List.of();
    private Map<String, String> environment = Map.of();
    private @Nullable String classPath;
    private @Nullable String initializer;
    private @Nullable ProcessOutput output;

    private ProcessOptions(List<String> providers) {
        if (providers.isEmpty()) {
            throw new IllegalArgumentException("A process pool needs at least one task provider");
        }
        this.providers = List.copyOf(providers);
    }

    private ProcessOptions copy() {
        ProcessOptions copy = new ProcessOptions(providers);
        copy.floor = floor;
        copy.ceiling = ceiling;
        copy.threads = threads;
        copy.tasksPerChild = tasksPerChild;
        copy.maxHeapBytes = maxHeapBytes;
        copy.idle = idle;
        copy.startPatience = startPatience;
        copy.jvmArguments = jvmArguments;
        copy.environment = environment;
        copy.classPath = classPath;
        copy.initializer = initializer;
        copy.output = output;
        return copy;
    }

    /** Children that run the tasks of these providers: as many as there are processors, less one, each one at a time. */
    @SafeVarargs
    public static ProcessOptions of(Class<? extends TaskProvider>... providers) {
        List<String> names = new ArrayList<>();
        for (Class<? extends TaskProvider> provider : providers) {
            names.add(provider.getName());
        }
        return of(names);
    }

    /** The same, for providers given by the names of their classes. */
    public static ProcessOptions of(List<String> providerClassNames) {
        return new ProcessOptions(providerClassNames);
    }

    /** Has always so many children. */
    public ProcessOptions processes(int number) {
        return processes(number, number);
    }

    /**
     * Has so many children, as the work demands: another one only once all are busy, and one less when it has been idle
     * for a while.
     *
     * @param fewest at least 1: whether children can start at all is found when the pool starts
     */
    public ProcessOptions processes(int fewest, int most) {
        if (fewest <= 0 || most < fewest) {
            throw new IllegalArgumentException("The number of processes must be positive, and its floor not above its"
                    + " ceiling, but the floor is " + fewest + " and the ceiling " + most);
        }
        ProcessOptions copy = copy();
        copy.floor = fewest;
        copy.ceiling = most;
        return copy;
    }

    /** Lets each child run so many messages at once; 1 by default. They end together if one of them must be killed. */
    public ProcessOptions threads(int perProcess) {
        if (perProcess <= 0) {
            throw new IllegalArgumentException(
                    "The number of threads of a child process must be positive, but is " + perProcess);
        }
        ProcessOptions copy = copy();
        copy.threads = perProcess;
        return copy;
    }

    /** Replaces a child once it has been given so many messages; 0, the default, means never. */
    public ProcessOptions recycleAfter(int tasks) {
        if (tasks < 0) {
            throw new IllegalArgumentException("recycleAfter must not be negative, but is " + tasks);
        }
        ProcessOptions copy = copy();
        copy.tasksPerChild = tasks;
        return copy;
    }

    /**
     * Limits the heap of each child; by default it is the JVM's own limit, a quarter of the memory. A child that runs
     * out of it ends, and with it the attempts that it ran.
     */
    public ProcessOptions maxHeap(long bytes) {
        if (bytes < 2 << 20) {
            throw new IllegalArgumentException("No JVM starts with less than 2 MiB of heap, but the limit is " + bytes);
        }
        ProcessOptions copy = copy();
        copy.maxHeapBytes = bytes;
        return copy;
    }

    /** Keeps an idle child beyond the floor for so long; 30 seconds by default. */
    public ProcessOptions idleAfter(Duration duration) {
        ProcessOptions copy = copy();
        copy.idle = positive("idleAfter", duration);
        return copy;
    }

    /** Gives a child so long to start; 30 seconds by default. */
    public ProcessOptions startPatience(Duration duration) {
        ProcessOptions copy = copy();
        copy.startPatience = positive("startPatience", duration);
        return copy;
    }

    private static Duration positive(String what, Duration duration) {
        if (duration.toMillis() <= 0) {
            throw new IllegalArgumentException(what + " must be positive, but is " + duration);
        }
        return duration;
    }

    /** Starts children with these arguments of the JVM, such as {@code -Dname=value}, after those of the pool. */
    public ProcessOptions jvmArguments(String... arguments) {
        List<String> all = new ArrayList<>(jvmArguments);
        all.addAll(Arrays.asList(arguments));
        ProcessOptions copy = copy();
        copy.jvmArguments = List.copyOf(all);
        return copy;
    }

    /** Adds variables to the environment of the children, which otherwise is this process's own. */
    public ProcessOptions environment(Map<String, String> variables) {
        ProcessOptions copy = copy();
        copy.environment = new LinkedHashMap<>(variables);
        return copy;
    }

    /** Gives children another class path than this process's own. It must have Alsek, the providers and the tasks. */
    public ProcessOptions classPath(String path) {
        ProcessOptions copy = copy();
        copy.classPath = path;
        return copy;
    }

    /**
     * Runs this in each child before its tasks are loaded. What it throws keeps the child from starting.
     *
     * @param type has a public constructor without parameters
     */
    public ProcessOptions initializer(Class<? extends Runnable> type) {
        ProcessOptions copy = copy();
        copy.initializer = type.getName();
        return copy;
    }

    /** Takes what children print; by default it goes to the log, with the message's id, by a logger named after the task. */
    public ProcessOptions output(ProcessOutput taker) {
        ProcessOptions copy = copy();
        copy.output = taker;
        return copy;
    }

    /** {@return the class names of the providers} */
    public List<String> providers() {
        return providers;
    }

    /** {@return the fewest children} */
    public int floor() {
        return floor;
    }

    /** {@return the most children} */
    public int ceiling() {
        return ceiling;
    }

    /** {@return how many messages each child runs at once} */
    public int threads() {
        return threads;
    }

    /** {@return after how many messages a child is replaced; empty = never} */
    public OptionalInt recycleAfter() {
        return tasksPerChild == 0 ? OptionalInt.empty() : OptionalInt.of(tasksPerChild);
    }

    OptionalLong maxHeap() {
        return maxHeapBytes == 0 ? OptionalLong.empty() : OptionalLong.of(maxHeapBytes);
    }

    Duration idleAfter() {
        return idle;
    }

    Duration startPatience() {
        return startPatience;
    }

    List<String> jvmArguments() {
        return jvmArguments;
    }

    Map<String, String> environment() {
        return environment;
    }

    String classPath() {
        return classPath == null ? System.getProperty("java.class.path", "") : classPath;
    }

    /** {@return the class of what each child runs first; {@code null} = nothing} */
    public @Nullable String initializer() {
        return initializer;
    }

    ProcessOutput output() {
        return output == null ? new OutputLog() : output;
    }
}
