package io.alsek.test.contract;

import io.alsek.spi.Backend;
import io.alsek.spi.DeadLetterStore;
import io.alsek.spi.EventBus;
import io.alsek.spi.LockStore;
import io.alsek.spi.QueueAdmin;
import io.alsek.spi.QueuePolicy;
import io.alsek.spi.QueueStore;
import io.alsek.spi.ScheduleStore;
import io.alsek.spi.ValueStore;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** A backend that hands out the stores of a real one, some of them altered. */
class AlteredBackend implements Backend {

    final Backend real;

    AlteredBackend(Backend real) {
        this.real = real;
    }

    /** Alters the queues only. */
    static Backend queues(Backend real, UnaryOperator<QueueStore> alteration) {
        return new AlteredBackend(real) {
            @Override
            public QueueStore queues(QueuePolicy policy) {
                return alteration.apply(super.queues(policy));
            }
        };
    }

    /** Alters the values only. */
    static Backend values(Backend real, UnaryOperator<ValueStore> alteration) {
        return new AlteredBackend(real) {
            @Override
            public ValueStore values() {
                return alteration.apply(super.values());
            }
        };
    }

    /** Alters the dead letters only. */
    static Backend deadLetters(Backend real, UnaryOperator<DeadLetterStore> alteration) {
        return new AlteredBackend(real) {
            @Override
            public DeadLetterStore deadLetters() {
                return alteration.apply(super.deadLetters());
            }
        };
    }

    /** Alters the administration only. */
    static Backend administration(Backend real, UnaryOperator<QueueAdmin> alteration) {
        return new AlteredBackend(real) {
            @Override
            public QueueAdmin administration() {
                return alteration.apply(super.administration());
            }
        };
    }

    /** Alters the locks only. */
    static Backend locks(Backend real, UnaryOperator<LockStore> alteration) {
        return new AlteredBackend(real) {
            @Override
            public Optional<LockStore> locks() {
                return super.locks().map(alteration);
            }
        };
    }

    /** Alters the events only. */
    static Backend events(Backend real, UnaryOperator<EventBus> alteration) {
        return new AlteredBackend(real) {
            @Override
            public Optional<EventBus> events() {
                return super.events().map(alteration);
            }
        };
    }

    /** Alters the schedules only. */
    static Backend schedules(Backend real, UnaryOperator<ScheduleStore> alteration) {
        return new AlteredBackend(real) {
            @Override
            public Optional<ScheduleStore> schedules() {
                return super.schedules().map(alteration);
            }
        };
    }

    /** Alters the rules by which the queues treat messages. */
    static Backend policy(Backend real, UnaryOperator<QueuePolicy> alteration) {
        return new AlteredBackend(real) {
            @Override
            public QueueStore queues(QueuePolicy policy) {
                return super.queues(alteration.apply(policy));
            }
        };
    }

    /** Has neither events nor locks nor schedules. */
    static Backend withoutAbilities(Backend real) {
        return new AlteredBackend(real) {
            @Override
            public Optional<EventBus> events() {
                return Optional.empty();
            }

            @Override
            public Optional<LockStore> locks() {
                return Optional.empty();
            }

            @Override
            public Optional<ScheduleStore> schedules() {
                return Optional.empty();
            }
        };
    }

    /** Pretends to have been given another clock. */
    static Backend clock(Backend real, InstantSource clock) {
        return new AlteredBackend(real) {
            @Override
            public InstantSource clock() {
                return clock;
            }
        };
    }

    @Override
    public String namespace() {
        return real.namespace();
    }

    @Override
    public InstantSource clock() {
        return real.clock();
    }

    @Override
    public QueueStore queues(QueuePolicy policy) {
        return real.queues(policy);
    }

    @Override
    public DeadLetterStore deadLetters() {
        return real.deadLetters();
    }

    @Override
    public QueueAdmin administration() {
        return real.administration();
    }

    @Override
    public ValueStore values() {
        return real.values();
    }

    @Override
    public Optional<EventBus> events() {
        return real.events();
    }

    @Override
    public Optional<LockStore> locks() {
        return real.locks();
    }

    @Override
    public Optional<ScheduleStore> schedules() {
        return real.schedules();
    }

    @Override
    public long clear() {
        return real.clear();
    }

    @Override
    public void close() {
        real.close();
    }
}
