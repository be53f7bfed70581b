package io.alsek.test.contract;

import static io.alsek.spi.LeaseState.HELD;
import static io.alsek.spi.WithdrawOutcome.WITHDRAWN;
import static org.assertj.core.api.Assertions.assertThat;

import io.alsek.spi.DeathReason;
import io.alsek.spi.Effects;
import io.alsek.spi.Lease;
import io.alsek.spi.SubmitOutcome;
import io.alsek.spi.WithdrawOutcome;
import io.alsek.spi.Withdrawal.Mode;
import java.time.Instant;

/** Everything that can happen to a message together with effects, once as it is accepted and once as it is refused. */
enum Transition {
    SUBMIT {
        @Override
        void accepted(Client client, Draft draft, Effects effects) {
            assertThat(client.submit(draft, effects)).isEqualTo(SubmitOutcome.ACCEPTED);
        }

        @Override
        void refused(Client client, Draft draft, Effects effects) {
            client.accept(draft);
            assertThat(client.submit(draft, effects)).isEqualTo(SubmitOutcome.DUPLICATE);
        }
    },
    EXTEND {
        @Override
        void accepted(Client client, Draft draft, Effects effects) {
            assertThat(client.extend(client.leased(draft), Worker.LEASE, effects))
                    .isEqualTo(HELD);
        }

        @Override
        void refused(Client client, Draft draft, Effects effects) {
            assertThat(client.extend(stale(client, draft), Worker.LEASE, effects))
                    .isNotEqualTo(HELD);
        }
    },
    COMPLETE {
        @Override
        void accepted(Client client, Draft draft, Effects effects) {
            assertThat(client.complete(client.leased(draft), effects)).isEqualTo(HELD);
        }

        @Override
        void refused(Client client, Draft draft, Effects effects) {
            assertThat(client.complete(stale(client, draft), effects)).isNotEqualTo(HELD);
        }
    },
    RETRY {
        @Override
        void accepted(Client client, Draft draft, Effects effects) {
            assertThat(client.retry(client.leased(draft), later(draft), effects))
                    .isEqualTo(HELD);
        }

        @Override
        void refused(Client client, Draft draft, Effects effects) {
            assertThat(client.retry(stale(client, draft), later(draft), effects))
                    .isNotEqualTo(HELD);
        }
    },
    BURY {
        @Override
        void accepted(Client client, Draft draft, Effects effects) {
            assertThat(client.bury(client.leased(draft), DeathReason.FAILED, effects))
                    .isEqualTo(HELD);
        }

        @Override
        void refused(Client client, Draft draft, Effects effects) {
            assertThat(client.bury(stale(client, draft), DeathReason.FAILED, effects))
                    .isNotEqualTo(HELD);
        }
    },
    RELEASE {
        @Override
        void accepted(Client client, Draft draft, Effects effects) {
            assertThat(client.release(client.leased(draft), effects)).isEqualTo(HELD);
        }

        @Override
        void refused(Client client, Draft draft, Effects effects) {
            assertThat(client.release(stale(client, draft), effects)).isNotEqualTo(HELD);
        }
    },
    WITHDRAW {
        @Override
        void accepted(Client client, Draft draft, Effects effects) {
            client.accept(draft);
            assertThat(client.withdraw(draft.key(), Mode.REVOKE, effects)).isEqualTo(WITHDRAWN);
        }

        @Override
        void refused(Client client, Draft draft, Effects effects) {
            client.leased(draft);
            assertThat(client.withdraw(draft.key(), Mode.REVOKE_UNLESS_LEASED, effects))
                    .isEqualTo(WithdrawOutcome.LEFT_RUNNING);
        }
    },
    REPLAY {
        @Override
        void accepted(Client client, Draft draft, Effects effects) {
            client.kill(draft);
            assertThat(client.replay(draft.toMessage(), effects)).isTrue();
        }

        @Override
        void refused(Client client, Draft draft, Effects effects) {
            client.accept(draft);
            assertThat(client.replay(draft.toMessage(), effects)).isFalse();
        }
    };

    /** Lets it happen to a message that is not there yet and whose queue holds nothing else that is ready. */
    abstract void accepted(Client client, Draft draft, Effects effects);

    /** Tries the same where it must not happen. */
    abstract void refused(Client client, Draft draft, Effects effects);

    /** A queue for the use of this transition alone. */
    Draft in(Draft draft) {
        return draft.queue("queue of " + this);
    }

    private static Lease stale(Client client, Draft draft) {
        Lease lease = client.leased(draft);
        client.release(lease);
        return lease;
    }

    private static Instant later(Draft draft) {
        return draft.readyAt().plusSeconds(3600);
    }
}
