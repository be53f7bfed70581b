package io.alsek.process;

import io.alsek.spi.LockGrant;
import io.alsek.spi.LockRequest;
import io.alsek.spi.LockStore;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The locks of the parent's backend as its child sees them. Thread-safe. */
@SuppressWarnings("unchecked") // each request decodes its answer as what is expected here
final class RemoteLocks implements LockStore {

    private final ParentLink link;

    RemoteLocks(ParentLink link) {
        this.link = link;
    }

    @Override
    public Optional<LockGrant> acquire(LockRequest request) {
        return ((List<LockGrant>) link.ask(StoreRequest.LOCK_ACQUIRE, request, false))
                .stream().findFirst();
    }

    @Override
    public boolean renew(String name, String owner, Duration ttl) {
        return (Boolean) link.ask(StoreRequest.LOCK_RENEW, new StoreRequest.Hold(name, owner, ttl), false);
    }

    @Override
    public boolean release(String name, String owner) {
        return (Boolean) link.ask(StoreRequest.LOCK_RELEASE, new StoreRequest.Hold(name, owner, Duration.ZERO), false);
    }

    @Override
    public List<LockGrant> holders(String name) {
        return (List<LockGrant>) link.ask(StoreRequest.LOCK_HOLDERS, name, false);
    }
}
