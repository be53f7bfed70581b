package io.alsek.test.contract;

import io.alsek.spi.ScheduleStore;
import io.alsek.spi.ScheduleWrite;
import io.alsek.spi.StoredSchedule;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;

/** The operations on schedules; they do nothing where there are none. */
final class ScheduleOperations {

    private ScheduleOperations() {}

    static List<Operation> all() {
        return List.of(
                onDue(
                        "find a schedule",
                        (scene, store) -> store.find(List.of(Scene.SCHEDULE)).keySet()),
                onDue(
                        "browse schedules",
                        (scene, store) -> store.browse(null, 5).elements().size()),
                onDue("due schedules", (scene, store) -> store.due(5).due().size()),
                onDue("fire a schedule", (scene, store) -> store.write(List.of(firing(scene)))),
                onDue("remove a schedule", (scene, store) -> store.remove(List.of(Scene.SCHEDULE))),
                onDue(
                        "add a schedule",
                        (scene, store) -> store.write(List.of(new ScheduleWrite(
                                StoredSchedule.ABSENT,
                                new StoredSchedule("other", 1, new byte[0], new byte[0], null, false),
                                EffectsOf.value("result", "added"))))));
    }

    @FunctionalInterface
    private interface Use {
        Object answer(Scene scene, ScheduleStore store);
    }

    private static Operation onDue(String name, Use use) {
        Function<Scene, Supplier<String>> preparation = scene -> {
            scene.here()
                    .backend
                    .schedules()
                    .ifPresent(store -> store.write(List.of(new ScheduleWrite(
                            StoredSchedule.ABSENT, schedule(scene, 1, Duration.ZERO), EffectsOf.writes()))));
            return () -> scene.far()
                    .backend
                    .schedules()
                    .map(store -> String.valueOf(use.answer(scene, store)))
                    .orElse("no schedules");
        };
        return new Operation(name, Operation.Kind.WHOLE, preparation);
    }

    private static ScheduleWrite firing(Scene scene) {
        return new ScheduleWrite(
                1,
                schedule(scene, 2, Duration.ofMinutes(1)),
                EffectsOf.both("result", "fired", scene.message("successor")));
    }

    private static StoredSchedule schedule(Scene scene, long revision, Duration dueIn) {
        byte[] bytes = {(byte) revision};
        return new StoredSchedule(
                Scene.SCHEDULE, revision, bytes, bytes, scene.now().plus(dueIn), false);
    }
}
