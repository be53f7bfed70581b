package io.alsek.process;

import io.alsek.spi.ClaimSession;
import io.alsek.spi.Extension;
import io.alsek.spi.LeaseState;
import io.alsek.spi.MessageKey;
import io.alsek.spi.QueueStore;
import io.alsek.spi.Settlement;
import io.alsek.spi.StoredMessage;
import io.alsek.spi.Submission;
import io.alsek.spi.SubmitOutcome;
import io.alsek.spi.Subscription;
import io.alsek.spi.SweepReport;
import io.alsek.spi.WithdrawOutcome;
import io.alsek.spi.Withdrawal;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The queues of the parent's backend as its child sees them. Thread-safe. */
@SuppressWarnings("unchecked") // each request decodes its answer as what is expected here
final class RemoteQueues implements QueueStore {

    private final ParentLink link;

    RemoteQueues(ParentLink link) {
        this.link = link;
    }

    @Override
    public List<SubmitOutcome> submit(List<Submission> submissions) {
        return (List<SubmitOutcome>) link.ask(StoreRequest.SUBMIT, submissions, false);
    }

    @Override
    public List<LeaseState> extend(List<Extension> extensions) {
        return (List<LeaseState>) link.ask(StoreRequest.EXTEND, extensions, false);
    }

    @Override
    public List<WithdrawOutcome> withdraw(List<Withdrawal> withdrawals) {
        return (List<WithdrawOutcome>) link.ask(StoreRequest.WITHDRAW, withdrawals, false);
    }

    @Override
    public Map<MessageKey, StoredMessage> find(Collection<MessageKey> keys) {
        Map<MessageKey, StoredMessage> found = new LinkedHashMap<>();
        for (StoredMessage stored : (List<StoredMessage>) link.ask(StoreRequest.FIND, List.copyOf(keys), false)) {
            found.put(stored.message().key(), stored);
        }
        return found;
    }

    @Override
    public ClaimSession open(Subscription subscription, Runnable onReady) {
        throw RemoteBackend.outOfReach("claim messages");
    }

    @Override
    public List<LeaseState> settle(List<Settlement> settlements) {
        throw RemoteBackend.outOfReach("settle messages");
    }

    @Override
    public boolean update(MessageKey key, byte[] body) {
        throw RemoteBackend.outOfReach("replace messages");
    }

    @Override
    public SweepReport sweep(int limit, Duration lease) {
        throw RemoteBackend.outOfReach("sweep");
    }
}
