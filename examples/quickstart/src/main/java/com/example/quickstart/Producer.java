package com.example.quickstart;

import com.example.quickstart.MathTasks.Add;
import io.alsek.Alsek;
import io.alsek.task.TaskHandle;
import java.time.Duration;

/** Has two numbers added, and waits for the sum. */
public final class Producer {

    private Producer() {}

    public static void main(String[] arguments) throws Exception {
        try (Alsek alsek = Connection.open()) {
            TaskHandle<Integer> sum = alsek.submit(MathTasks.ADD, new Add(1, 1));
            System.out.println("Submitted " + sum.message().summary());
            System.out.println("1 + 1 = " + sum.await(Duration.ofSeconds(30)));
        }
    }
}
