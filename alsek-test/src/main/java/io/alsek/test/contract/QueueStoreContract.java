package io.alsek.test.contract;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.Nested;

/** All rules for {@link io.alsek.spi.QueueStore}. */
@DisplayName("Queues")
@DisplayNameGeneration(RuleNames.class)
public abstract class QueueStoreContract {

    /** Only for subclasses. */
    protected QueueStoreContract() {}

    /** {@return the storage to examine; asked for once before each rule} */
    protected abstract BackendUnderTest backendUnderTest();

    @Nested
    class Submitting extends SubmitContract {
        @Override
        protected BackendUnderTest backendUnderTest() {
            return QueueStoreContract.this.backendUnderTest();
        }
    }

    @Nested
    class Duplicates extends DuplicateContract {
        @Override
        protected BackendUnderTest backendUnderTest() {
            return QueueStoreContract.this.backendUnderTest();
        }
    }

    @Nested
    class Claiming extends ClaimContract {
        @Override
        protected BackendUnderTest backendUnderTest() {
            return QueueStoreContract.this.backendUnderTest();
        }
    }

    @Nested
    class Sessions extends ClaimSessionContract {
        @Override
        protected BackendUnderTest backendUnderTest() {
            return QueueStoreContract.this.backendUnderTest();
        }
    }

    @Nested
    class Subscriptions extends SubscriptionContract {
        @Override
        protected BackendUnderTest backendUnderTest() {
            return QueueStoreContract.this.backendUnderTest();
        }
    }

    @Nested
    class Delays extends DelayContract {
        @Override
        protected BackendUnderTest backendUnderTest() {
            return QueueStoreContract.this.backendUnderTest();
        }
    }

    @Nested
    class Signals extends SignalContract {
        @Override
        protected BackendUnderTest backendUnderTest() {
            return QueueStoreContract.this.backendUnderTest();
        }
    }

    @Nested
    class Standing extends StandingContract {
        @Override
        protected BackendUnderTest backendUnderTest() {
            return QueueStoreContract.this.backendUnderTest();
        }
    }

    @Nested
    class Leases extends LeaseContract {
        @Override
        protected BackendUnderTest backendUnderTest() {
            return QueueStoreContract.this.backendUnderTest();
        }
    }

    @Nested
    class Settling extends SettleContract {
        @Override
        protected BackendUnderTest backendUnderTest() {
            return QueueStoreContract.this.backendUnderTest();
        }
    }

    @Nested
    class Retrying extends RetryContract {
        @Override
        protected BackendUnderTest backendUnderTest() {
            return QueueStoreContract.this.backendUnderTest();
        }
    }

    @Nested
    class Effects extends EffectContract {
        @Override
        protected BackendUnderTest backendUnderTest() {
            return QueueStoreContract.this.backendUnderTest();
        }
    }

    @Nested
    class PoisonPills extends PoisonContract {
        @Override
        protected BackendUnderTest backendUnderTest() {
            return QueueStoreContract.this.backendUnderTest();
        }
    }

    @Nested
    class Expiry extends ExpiryContract {
        @Override
        protected BackendUnderTest backendUnderTest() {
            return QueueStoreContract.this.backendUnderTest();
        }
    }

    @Nested
    class Sweeping extends SweepContract {
        @Override
        protected BackendUnderTest backendUnderTest() {
            return QueueStoreContract.this.backendUnderTest();
        }
    }

    @Nested
    class Withdrawing extends WithdrawContract {
        @Override
        protected BackendUnderTest backendUnderTest() {
            return QueueStoreContract.this.backendUnderTest();
        }
    }

    @Nested
    class Finding extends FindContract {
        @Override
        protected BackendUnderTest backendUnderTest() {
            return QueueStoreContract.this.backendUnderTest();
        }
    }

    @Nested
    class Model extends ModelContract {
        @Override
        protected BackendUnderTest backendUnderTest() {
            return QueueStoreContract.this.backendUnderTest();
        }
    }
}
