package io.alsek.process;

import io.alsek.Alsek;
import io.alsek.memory.MemoryBackend;

/** A program with a process pool whose only child is busy; made to be killed. */
final class DoomedParent {

    private DoomedParent() {}

    public static void main(String[] arguments) throws InterruptedException {
        Alsek alsek = Alsek.on(new MemoryBackend());
        alsek.submit(WorkshopTasks.BUSY, arguments[0]);
        alsek.processPool(ProcessOptions.of(WorkshopTasks.class).processes(1))
                .build()
                .run();
    }
}
