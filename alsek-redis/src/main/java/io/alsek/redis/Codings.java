package io.alsek.redis;

import io.alsek.spi.DeathReason;
import io.alsek.spi.Effects;
import io.alsek.spi.Extension;
import io.alsek.spi.LeaseState;
import io.alsek.spi.QueuePolicy;
import io.alsek.spi.QueuedMessage;
import io.alsek.spi.Replay;
import io.alsek.spi.WithdrawOutcome;
import io.alsek.spi.Withdrawal;
import java.util.List;

/** How those operations are told to their scripts that have no short way. */
final class Codings {

    private static final long OVERHEAD = 100;

    private Codings() {}

    /** Elements one after the other, behind their count and whatever comes before it. */
    abstract static class OneByOne<T, R> implements Batch.Coding<T, R> {

        private final R[] outcomes;

        OneByOne(R[] outcomes) {
            this.outcomes = outcomes;
        }

        /** Adds what comes before the count. */
        void head(QueueCall call) {}

        abstract void encode(QueueCall call, T element);

        @Override
        public final int[] encode(QueueCall call, List<T> elements) {
            head(call);
            call.arg(elements.size());
            elements.forEach(element -> encode(call, element));
            return Batch.inOrder(elements.size());
        }

        @Override
        public final R outcome(int digit) {
            return outcomes[digit];
        }

        @Override
        public final int best() {
            return outcomes.length - 1;
        }
    }

    static long size(Effects effects) {
        long size = OVERHEAD;
        for (var write : effects.values()) {
            size += OVERHEAD + write.value().length;
        }
        for (QueuedMessage successor : effects.successors()) {
            size += size(successor);
        }
        for (var publication : effects.publications()) {
            size += OVERHEAD + publication.payload().length;
        }
        return size + OVERHEAD * effects.locks().size();
    }

    static long size(QueuedMessage message) {
        return OVERHEAD + message.body().length;
    }

    /** How long finished ids and dead letters are kept. */
    static void rules(QueueCall call, QueuePolicy policy) {
        call.arg(Millis.of(policy.duplicateWindow()));
        call.arg(policy.deadLetterTtl() == null ? 0 : Millis.of(policy.deadLetterTtl()));
    }

    static final Batch.Coding<Replay, Boolean> REPLAY = new OneByOne<>(new Boolean[] {false, true}) {
        private static String queue(Replay replay) {
            return replay.message().queue();
        }

        @Override
        public long size(Replay replay) {
            return Codings.size(replay.message()) + Codings.size(replay.effects());
        }

        @Override
        void encode(QueueCall call, Replay replay) {
            call.arg(call.group(queue(replay))).message(replay.message()).effects(replay.effects());
        }
    };

    static final Batch.Coding<Extension, LeaseState> EXTEND =
            new OneByOne<>(new LeaseState[] {LeaseState.GONE, LeaseState.LOST, LeaseState.HELD}) {
                private static String queue(Extension extension) {
                    return extension.lease().key().queue();
                }

                @Override
                public long size(Extension extension) {
                    return Codings.size(extension.effects());
                }

                @Override
                void encode(QueueCall call, Extension extension) {
                    call.arg(call.group(queue(extension)))
                            .arg(Names.id(extension.lease().key().id()))
                            .arg(Records.lease(extension.lease()))
                            .arg(Millis.of(extension.duration()))
                            .effects(extension.effects());
                }
            };

    /** Withdrawals by a policy. */
    static final class Withdrawals extends OneByOne<Withdrawal, WithdrawOutcome> {

        private final QueuePolicy policy;

        Withdrawals(QueuePolicy policy) {
            super(new WithdrawOutcome[] {
                WithdrawOutcome.ABSENT,
                WithdrawOutcome.WITHDRAWN,
                WithdrawOutcome.WITHDRAWN_WHILE_LEASED,
                WithdrawOutcome.LEFT_RUNNING
            });
            this.policy = policy;
        }

        private static String queue(Withdrawal withdrawal) {
            return withdrawal.key().queue();
        }

        @Override
        public long size(Withdrawal withdrawal) {
            return Codings.size(withdrawal.effects());
        }

        @Override
        void head(QueueCall call) {
            rules(call, policy);
        }

        @Override
        void encode(QueueCall call, Withdrawal withdrawal) {
            call.arg(call.group(queue(withdrawal)))
                    .arg(Names.id(withdrawal.key().id()))
                    .arg(mode(withdrawal.mode()))
                    .arg(Records.failure(withdrawal.failure()))
                    .effects(withdrawal.effects());
        }

        /** The mode, and the reason of death that goes with it. */
        private static byte[] mode(Withdrawal.Mode mode) {
            byte revoked = Records.reason(DeathReason.REVOKED);
            byte failed = Records.reason(DeathReason.FAILED);
            return switch (mode) {
                case REVOKE -> new byte[] {'V', revoked};
                case REVOKE_UNLESS_LEASED -> new byte[] {'U', revoked};
                case FAIL -> new byte[] {'F', failed};
                case REMOVE -> new byte[] {'X', failed};
            };
        }
    }
}
