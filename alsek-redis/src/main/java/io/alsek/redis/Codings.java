package io.alsek.redis;

import io.alsek.spi.Extension;
import io.alsek.spi.LeaseState;
import io.alsek.spi.Replay;
import io.alsek.spi.Settlement;
import io.alsek.spi.Submission;
import io.alsek.spi.SubmitOutcome;
import io.alsek.spi.WithdrawOutcome;
import io.alsek.spi.Withdrawal;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** How the operations that come in batches are told to their scripts. Their answers have a byte for each element. */
final class Codings {

    static final Batch.Coding<Submission, SubmitOutcome> SUBMIT =
            new Bytes<>(new SubmitOutcome[] {SubmitOutcome.DUPLICATE, SubmitOutcome.ACCEPTED}) {
                @Override
                public String queue(Submission submission) {
                    return submission.message().queue();
                }

                @Override
                public void encode(QueueCall call, Submission submission) {
                    call.arg(call.group(queue(submission)))
                            .message(submission.message())
                            .effects(submission.effects());
                }
            };

    static final Batch.Coding<Replay, Boolean> REPLAY = new Bytes<>(new Boolean[] {false, true}) {
        @Override
        public String queue(Replay replay) {
            return replay.message().queue();
        }

        @Override
        public void encode(QueueCall call, Replay replay) {
            call.arg(call.group(queue(replay))).message(replay.message()).effects(replay.effects());
        }
    };

    private static final LeaseState[] STATES = {LeaseState.GONE, LeaseState.LOST, LeaseState.HELD};

    static final Batch.Coding<Extension, LeaseState> EXTEND = new Bytes<>(STATES) {
        @Override
        public String queue(Extension extension) {
            return extension.lease().key().queue();
        }

        @Override
        public void encode(QueueCall call, Extension extension) {
            call.arg(call.group(queue(extension)))
                    .arg(Names.id(extension.lease().key().id()))
                    .arg(Records.token(extension.lease()))
                    .arg(Millis.of(extension.duration()))
                    .effects(extension.effects());
        }
    };

    static final Batch.Coding<Settlement, LeaseState> SETTLE = new Bytes<>(STATES) {
        @Override
        public String queue(Settlement settlement) {
            return settlement.lease().key().queue();
        }

        @Override
        public void encode(QueueCall call, Settlement settlement) {
            call.arg(call.group(queue(settlement)))
                    .arg(Names.id(settlement.lease().key().id()))
                    .arg(head(settlement));
            if (settlement instanceof Settlement.Retry retry) {
                call.arg(Records.failure(retry.failure()));
            } else if (settlement instanceof Settlement.Bury bury) {
                call.arg(Records.failure(bury.failure()));
            }
            call.effects(settlement.effects());
        }
    };

    static final Batch.Coding<Withdrawal, WithdrawOutcome> WITHDRAW =
            new Bytes<>(new WithdrawOutcome[] {
                WithdrawOutcome.ABSENT,
                WithdrawOutcome.WITHDRAWN,
                WithdrawOutcome.WITHDRAWN_WHILE_LEASED,
                WithdrawOutcome.LEFT_RUNNING
            }) {
                @Override
                public String queue(Withdrawal withdrawal) {
                    return withdrawal.key().queue();
                }

                @Override
                public void encode(QueueCall call, Withdrawal withdrawal) {
                    call.arg(call.group(queue(withdrawal)))
                            .arg(Names.id(withdrawal.key().id()))
                            .arg(mode(withdrawal.mode()))
                            .arg(Records.failure(withdrawal.failure()))
                            .effects(withdrawal.effects());
                }
            };

    private static final int HEAD = 1 + 10;

    private Codings() {}

    /** Kind, token, and what else is of fixed length. */
    private static byte[] head(Settlement settlement) {
        ByteBuffer head = ByteBuffer.allocate(HEAD + 12);
        if (settlement instanceof Settlement.Complete) {
            head.put((byte) 'C').put(Records.token(settlement.lease()));
        } else if (settlement instanceof Settlement.Retry retry) {
            head.put((byte) 'R').put(Records.token(settlement.lease()));
            Records.put6(head, Millis.of(retry.readyAt()));
            Records.put6(head, Millis.orNever(retry.expiresAt()));
        } else if (settlement instanceof Settlement.Bury bury) {
            head.put((byte) 'B').put(Records.token(settlement.lease())).put(Records.reason(bury.reason()));
        } else {
            head.put((byte) 'L').put(Records.token(settlement.lease()));
        }
        byte[] bytes = new byte[head.position()];
        head.flip().get(bytes);
        return bytes;
    }

    /** The mode, and the reason of death that goes with it. */
    private static byte[] mode(Withdrawal.Mode mode) {
        byte revoked = Records.reason(io.alsek.spi.DeathReason.REVOKED);
        byte failed = Records.reason(io.alsek.spi.DeathReason.FAILED);
        return switch (mode) {
            case REVOKE -> new byte[] {'V', revoked};
            case REVOKE_UNLESS_LEASED -> new byte[] {'U', revoked};
            case FAIL -> new byte[] {'F', failed};
            case REMOVE -> new byte[] {'X', failed};
        };
    }

    /** Answers that are a digit for each element. */
    private abstract static class Bytes<T, R> implements Batch.Coding<T, R> {

        private final R[] meanings;

        Bytes(R[] meanings) {
            this.meanings = meanings;
        }

        @Override
        public List<R> decode(Object answer, List<T> elements) {
            byte[] digits = (byte[]) answer;
            List<R> results = new ArrayList<>(digits.length);
            for (byte digit : digits) {
                results.add(meanings[digit - '0']);
            }
            return results;
        }
    }
}
