package io.alsek.broker;

import io.alsek.event.TaskEvents;
import io.alsek.lock.Node;
import io.alsek.message.Backoffs;
import io.alsek.message.IdSource;
import io.alsek.message.Serializer;
import io.alsek.message.Serializers;
import io.alsek.message.SplitMix64;
import io.alsek.time.Timekeeper;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Everything from outside that the engine depends on. Give it other parts, and the same engine runs on a virtual clock
 * with reproducible ids.
 *
 * @param time timers and waiting
 * @param ids ids of new messages
 * @param random jitter and the like
 * @param events where events are told
 * @param serializers what encodes and decodes payloads
 * @param backoffs what makes backoffs from their settings
 * @param node which host and process this is
 */
public record Environment(
        Timekeeper time,
        IdSource ids,
        RandomGenerator random,
        TaskEvents events,
        Serializers serializers,
        Backoffs backoffs,
        Node node) {

    Environment ofAnotherProcess() {
        return new Environment(time, ids, random, events, serializers, backoffs, node.another());
    }

    /** A copy that differs in its timekeeper. */
    public Environment withTime(Timekeeper other) {
        return new Environment(other, ids, random, events, serializers, backoffs, node);
    }

    /** Real time, unpredictable ids, JSON. */
    public static Environment real() {
        Timekeeper time = Timekeeper.system();
        RandomGenerator random = SplitMix64.unpredictable();
        return new Environment(
                time,
                IdSource.timeOrdered(time, random),
                random,
                new TaskEvents(),
                new Serializers(Serializer.json(), List.of()),
                new Backoffs(),
                new Node(null, random));
    }
}
