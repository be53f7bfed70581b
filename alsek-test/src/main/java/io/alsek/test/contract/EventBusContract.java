package io.alsek.test.contract;

import static io.alsek.test.contract.BackendUnderTest.Ability.EVENTS;
import static io.alsek.test.contract.Rule.Level.STOCHASTIC;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.alsek.spi.Effects;
import io.alsek.spi.EventBus.Registration;
import io.alsek.spi.Publication;
import io.alsek.spi.ValueWrite;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.TestReporter;

/** Notes between processes, an ability that a backend may lack. */
@DisplayName("Events")
public abstract class EventBusContract extends Contract {

    /** Only for subclasses. */
    protected EventBusContract() {}

    @Rule(
            id = "EVENT-01",
            says = "A backend has events if and only if it is declared to have them.",
            intent = "A missing ability is a decision, not an oversight.")
    void declared(TestReporter reporter) {
        boolean declared = storage().abilities().contains(EVENTS);

        assertThat(client.backend.events().isPresent()).as("has events").isEqualTo(declared);
        assertThat(anotherClient().backend.events().isPresent())
                .as("has events")
                .isEqualTo(declared);
        reporter.publishEntry("events", declared ? "present" : "absent, as declared");
    }

    @Rule(
            id = "EVENT-02",
            says = "A transition with publications is made, whether or not anybody listens or there are events at all.",
            intent = "Notes are best effort and veto nothing.")
    void nobodyListens() {
        for (Transition transition : Transition.values()) {
            Effects effects = new Effects(
                    List.of(ValueWrite.of("value of " + transition, new byte[] {1}, null)),
                    List.of(),
                    List.of(new Publication("channel", new byte[] {1})));

            transition.accepted(client, transition.in(message("a")), effects);

            assertThat(client.value("value of " + transition))
                    .as("value of %s", transition)
                    .isPresent();
        }
    }

    @Rule(
            id = "EVENT-03",
            says = "What one client publishes, listeners of every client of the namespace hear.",
            intent = "Workers tell producers.")
    void published() {
        Ear near = listen(client, "channel");
        Ear far = listen(anotherClient(), "channel");

        publish(client, "channel", "hello");

        assertThat(near.next()).isEqualTo("hello");
        assertThat(far.next()).isEqualTo("hello");
    }

    @Rule(
            id = "EVENT-04",
            says = "Notes of one publisher are heard once and in order, within a batch and from batch to batch.",
            intent = "Progress does not run backwards.")
    void inOrder() {
        Ear ear = listen(anotherClient(), "channel");
        List<String> notes =
                IntStream.range(0, 300).mapToObj(number -> "n" + number).toList();

        publish(client, "channel", notes.subList(0, 100).toArray(String[]::new));
        notes.subList(100, 300).forEach(note -> publish(client, "channel", note));

        assertThat(ear.next(300)).isEqualTo(notes);
        ear.heardNothingElse();
    }

    @Rule(
            id = "EVENT-05",
            says = "A listener hears its own channel only; channel names are no patterns.",
            intent = "Listeners do not have to filter.")
    void ownChannelOnly() {
        Ear ear = listen(client, "a*");

        publish(client, "a", "no");
        publish(client, "a*b", "no");
        publish(client, "ab", "no");
        publish(client, "a*", "yes");

        assertThat(ear.next()).isEqualTo("yes");
        ear.heardNothingElse();
    }

    @Rule(
            id = "EVENT-06",
            says = "A batch may go to several channels.",
            intent = "One round trip for all that happened.")
    void severalChannels() {
        Ear one = listen(client, "one");
        Ear two = listen(client, "two");

        events(client).publish(List.of(note("one", "1"), note("two", "2"), note("one", "3")));

        assertThat(one.next(2)).containsExactly("1", "3");
        assertThat(two.next()).isEqualTo("2");
    }

    @Rule(
            id = "EVENT-07",
            says = "What was published before the subscription is not heard; what comes after its return is.",
            intent = "When subscribing returns, nothing is missed from then on.")
    void fromSubscriptionOn() {
        events(client);
        Client publisher = anotherClient();
        for (int round = 0; round < 20; round++) {
            String channel = "channel " + round;
            publish(publisher, channel, "too early");
            Ear ear = listen(client, channel);
            publish(publisher, channel, "in time");

            assertThat(ear.next()).isEqualTo("in time");
        }
    }

    @Rule(
            id = "EVENT-08",
            says = "A closed subscription hears nothing any more, the others go on, and closing twice is harmless.",
            intent = "Whoever stops listening is left in peace.")
    void closed() {
        Ear closed = ear();
        Registration registration = events(client).subscribe("channel", closed);
        Ear other = listen(client, "channel");
        publish(client, "channel", "1");
        assertThat(closed.next()).isEqualTo("1");

        registration.close();
        registration.close();
        publish(client, "channel", "2", "3");

        assertThat(other.next(3)).containsExactly("1", "2", "3");
        closed.heardNothingElse();
    }

    @Rule(
            id = "EVENT-09",
            says = "After the last listener of a channel has gone, a new one hears it again.",
            intent = "Channels are cheap; they come and go.")
    void listeningAgain() {
        for (int round = 0; round < 10; round++) {
            Ear ear = ear();
            Registration registration = events(client).subscribe("channel", ear);
            publish(client, "channel", "n" + round);
            assertThat(ear.next()).isEqualTo("n" + round);
            registration.close();
        }
    }

    @Rule(id = "EVENT-10", says = "A payload may be empty and hold any bytes.", intent = "Payloads are opaque.")
    void anyBytes() {
        byte[] every = new byte[256];
        for (int index = 0; index < 256; index++) {
            every[index] = (byte) index;
        }
        Ear ear = listen(client, "channel");

        events(anotherClient())
                .publish(List.of(new Publication("channel", new byte[0]), new Publication("channel", every)));

        assertThat(ear.nextBytes()).isEmpty();
        assertThat(ear.nextBytes()).isEqualTo(every);
    }

    @Rule(
            id = "EVENT-11",
            says = "The publications of every transition that is made are heard.",
            intent = "Statuses and results are announced by the operation that writes them.")
    void ofTransitions() {
        Ear ear = listen(anotherClient(), "channel");

        for (Transition transition : Transition.values()) {
            transition.accepted(
                    client, transition.in(message("a")), EffectsOf.publication("channel", transition.name()));
        }

        assertThat(ear.next(Transition.values().length))
                .isEqualTo(Arrays.stream(Transition.values()).map(Enum::name).toList());
    }

    @Rule(
            id = "EVENT-12",
            says = "Of a transition that is refused nothing is heard.",
            intent = "What did not happen is not announced.")
    void notOfRefusedTransitions() {
        Ear ear = listen(anotherClient(), "channel");

        for (Transition transition : Transition.values()) {
            transition.refused(
                    client, transition.in(message("a")), EffectsOf.publication("channel", "not " + transition));
        }
        publish(client, "channel", "marker");

        assertThat(ear.next()).isEqualTo("marker");
        ear.heardNothingElse();
    }

    @Rule(
            id = "EVENT-13",
            says = "Whoever hears of a transition finds it made.",
            intent = "Publications go out after the operation, so that a listener reads the new state.")
    void afterTheOperation() {
        Client listening = anotherClient();
        Ear ear = listen(listening, "channel");
        for (int round = 0; round < 20; round++) {
            String id = "a" + round;
            Effects effects = new Effects(
                    List.of(ValueWrite.of(id, new byte[] {1}, null)), List.of(), List.of(note("channel", id)));
            client.complete(client.leased(message(id)), effects);

            assertThat(ear.next()).isEqualTo(id);
            assertThat(listening.find(message(id).key())).isEmpty();
            assertThat(listening.value(id)).isPresent();
        }
    }

    @Rule(
            id = "EVENT-14",
            says = "Notes of several publishers at a time all arrive, each publisher's in order.",
            intent = "A busy channel loses nothing while the connection lasts.",
            level = STOCHASTIC)
    void severalPublishers() {
        Ear ear = listen(client, "channel");
        List<Client> clients = List.of(client, anotherClient());

        Race.run(4, publisher -> {
            for (int number = 0; number < 100; number++) {
                publish(clients.get(publisher % 2), "channel", publisher + " says " + number);
            }
            return publisher;
        });

        List<String> heard = ear.next(400);
        for (int publisher = 0; publisher < 4; publisher++) {
            String prefix = publisher + " says ";
            assertThat(heard.stream().filter(note -> note.startsWith(prefix)))
                    .containsExactlyElementsOf(IntStream.range(0, 100)
                            .mapToObj(number -> prefix + number)
                            .toList());
        }
    }

    private Ear listen(Client which, String channel) {
        Ear ear = ear();
        events(which).subscribe(channel, ear);
        return ear;
    }

    private void publish(Client which, String channel, String... payloads) {
        events(which)
                .publish(Arrays.stream(payloads)
                        .map(payload -> note(channel, payload))
                        .toList());
    }

    private static Publication note(String channel, String payload) {
        return new Publication(channel, payload.getBytes(UTF_8));
    }
}
