package com.example.junit6;

import static com.example.junit6.GreetingTest.GREET;
import static io.alsek.test.AlsekAssertions.assertThat;

import io.alsek.test.AlsekBackends;
import io.alsek.test.AlsekExtension;
import io.alsek.test.AlsekHarness;
import io.alsek.test.InMemory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** An extension that is registered as a field, on several backends. */
@AlsekBackends({InMemory.class, InMemory.class})
class RegisteredTest {

    @RegisterExtension
    static final AlsekExtension ALSEK =
            AlsekExtension.with(harness -> harness.handle(GREET, name -> "Hello " + name)).failingOnPending();

    @Test
    void greets(AlsekHarness harness) {
        harness.alsek().submit(GREET, "Ann");
        assertThat(harness.drain().executions().get(0)).withResult("Hello Ann");
    }
}
