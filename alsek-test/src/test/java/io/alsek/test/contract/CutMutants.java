package io.alsek.test.contract;

import io.alsek.spi.BackendException;
import io.alsek.spi.DeadLetter;
import io.alsek.spi.Effects;
import io.alsek.spi.LeaseState;
import io.alsek.spi.MessageKey;
import io.alsek.spi.QueueStore;
import io.alsek.spi.QueuedMessage;
import io.alsek.spi.Settlement;
import io.alsek.spi.StoredMessage;
import io.alsek.spi.Submission;
import io.alsek.spi.SubmitOutcome;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** Mistakes that show only when a connection is lost, or when somebody asks again. */
final class CutMutants {

    private CutMutants() {}

    static Stream<Mutant> all() {
        return Stream.of(REPEATING, HALVING).flatMap(List::stream);
    }

    private static Mutant queues(String name, String rule, UnaryOperator<QueueStore> alteration) {
        return Mutant.altering(name, rule, real -> AlteredBackend.queues(real, alteration));
    }

    private static final List<Mutant> REPEATING = List.of(
            queues("an outage looks like an empty queue", "CUT-01", real -> new AlteredQueues(real) {
                @Override
                public Map<MessageKey, StoredMessage> find(Collection<MessageKey> keys) {
                    try {
                        return super.find(keys);
                    } catch (BackendException swallowed) {
                        return Map.of();
                    }
                }
            }),
            Mutant.altering(
                    "an interruption is swallowed",
                    "CUT-08",
                    backend -> AlteredBackend.queues(backend, real -> new AlteredQueues(real) {
                        @Override
                        public List<SubmitOutcome> submit(List<Submission> submissions) {
                            Thread.interrupted();
                            return super.submit(submissions);
                        }
                    })),
            Mutant.altering(
                    "pausing twice resumes",
                    "CUT-02",
                    backend -> AlteredBackend.administration(backend, real -> new AlteredStores.Admin(real) {
                        @Override
                        public boolean pause(String queue) {
                            return super.pause(queue) || super.resume(queue);
                        }
                    })),
            Mutant.altering(
                    "a take is repeated behind the scenes",
                    "CUT-05",
                    backend -> AlteredBackend.values(backend, real -> new AlteredStores.Values(real) {
                        @Override
                        public Map<String, byte[]> take(Collection<String> keys) {
                            try {
                                return super.take(keys);
                            } catch (BackendException e) {
                                return super.take(keys);
                            }
                        }
                    })),
            queues("a repeated submission is another message", "CUT-05", real -> new AlteredQueues(real) {
                @Override
                public List<SubmitOutcome> submit(List<Submission> submissions) {
                    try {
                        return super.submit(submissions);
                    } catch (BackendException e) {
                        return super.submit(
                                submissions.stream().map(CutMutants::renamed).toList());
                    }
                }
            }),
            Mutant.forgetful("signals end with the connection", "CUT-06"),
            Mutant.forgetful("nobody is told of a gap", "CUT-07"));

    private static Submission renamed(Submission each) {
        QueuedMessage old = each.message();
        QueuedMessage other = new QueuedMessage(
                old.id() + "'", old.queue(), old.task(), old.priority(), old.readyAt(), old.expiresAt(), old.body());
        return new Submission(other, each.effects());
    }

    private static final List<Mutant> HALVING = List.of(
            queues("a submission is one request and its effects another", "CUT-03", real -> new AlteredQueues(real) {
                @Override
                public List<SubmitOutcome> submit(List<Submission> submissions) {
                    List<SubmitOutcome> outcomes = super.submit(submissions.stream()
                            .map(each -> Submission.of(each.message()))
                            .toList());
                    submissions.forEach(each -> each.effects()
                            .successors()
                            .forEach(successor -> super.submit(List.of(new Submission(successor, each.effects())))));
                    return outcomes;
                }
            }),
            queues("a settlement is one request and its effects another", "CUT-04", real -> new AlteredQueues(real) {
                @Override
                public List<LeaseState> settle(List<Settlement> settlements) {
                    List<LeaseState> states = super.settle(settlements.stream()
                            .map(each -> each instanceof Settlement.Complete complete
                                    ? new Settlement.Complete(complete.lease(), Effects.NONE)
                                    : each)
                            .toList());
                    settlements.forEach(each -> each.effects()
                            .successors()
                            .forEach(successor -> super.submit(List.of(new Submission(successor, each.effects())))));
                    return states;
                }
            }),
            queues("a lost reply is reported as a failure", "CUT-04", real -> new AlteredQueues(real) {
                @Override
                public List<LeaseState> settle(List<Settlement> settlements) {
                    return certain(() -> super.settle(settlements));
                }
            }),
            Mutant.altering(
                    "a dead letter is purged in two requests",
                    "CUT-04",
                    backend -> AlteredBackend.deadLetters(backend, real -> new AlteredStores.DeadLetters(real) {
                        @Override
                        public int purge(Collection<MessageKey> keys) {
                            Map<MessageKey, DeadLetter> found = find(keys);
                            certain(() -> super.purge(keys));
                            return found.size();
                        }
                    })));

    /** Takes every failure for one without effect. */
    private static <T> T certain(Supplier<T> call) {
        try {
            return call.get();
        } catch (BackendException e) {
            throw new BackendException.NotApplied("It did not work", e);
        }
    }
}
