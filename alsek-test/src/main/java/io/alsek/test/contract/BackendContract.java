package io.alsek.test.contract;

import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.Nested;

/**
 * The whole contract of a backend. To examine one, extend this class in the tests of its module:
 * <pre>{@code
 * class MyBackendContractTest extends BackendContract {
 *
 *     @Override
 *     protected BackendUnderTest backendUnderTest() {
 *         MyStorage storage = new MyStorage();
 *         return (namespace, clock) -> new MyBackend(storage, namespace, clock);
 *     }
 * }
 * }</pre>
 *
 * <p>Rules do not share anything and may run in parallel and in any order. Each is listed in
 * {@code docs/contract.md}. To examine one group only, extend its class instead.
 */
@DisplayNameGeneration(RuleNames.class)
public abstract class BackendContract {

    /** Only for subclasses. */
    protected BackendContract() {}

    /** {@return the storage to examine; asked for once before each rule} */
    protected abstract BackendUnderTest backendUnderTest();

    @Nested
    class Queues extends QueueStoreContract {
        @Override
        protected BackendUnderTest backendUnderTest() {
            return BackendContract.this.backendUnderTest();
        }
    }

    @Nested
    class DeadLetters extends DeadLetterStoreContract {
        @Override
        protected BackendUnderTest backendUnderTest() {
            return BackendContract.this.backendUnderTest();
        }
    }

    @Nested
    class Administration extends QueueAdminContract {
        @Override
        protected BackendUnderTest backendUnderTest() {
            return BackendContract.this.backendUnderTest();
        }
    }

    @Nested
    class Browsing extends BrowseContract {
        @Override
        protected BackendUnderTest backendUnderTest() {
            return BackendContract.this.backendUnderTest();
        }
    }

    @Nested
    class Values extends ValueStoreContract {
        @Override
        protected BackendUnderTest backendUnderTest() {
            return BackendContract.this.backendUnderTest();
        }
    }

    @Nested
    class Patterns extends PatternContract {
        @Override
        protected BackendUnderTest backendUnderTest() {
            return BackendContract.this.backendUnderTest();
        }
    }

    @Nested
    class Events extends EventBusContract {
        @Override
        protected BackendUnderTest backendUnderTest() {
            return BackendContract.this.backendUnderTest();
        }
    }

    @Nested
    class Locks extends LockStoreContract {
        @Override
        protected BackendUnderTest backendUnderTest() {
            return BackendContract.this.backendUnderTest();
        }
    }

    @Nested
    class Simultaneity extends LinearContract {
        @Override
        protected BackendUnderTest backendUnderTest() {
            return BackendContract.this.backendUnderTest();
        }
    }

    @Nested
    class Schedules extends ScheduleStoreContract {
        @Override
        protected BackendUnderTest backendUnderTest() {
            return BackendContract.this.backendUnderTest();
        }
    }

    @Nested
    class Cuts extends CutContract {
        @Override
        protected BackendUnderTest backendUnderTest() {
            return BackendContract.this.backendUnderTest();
        }
    }

    @Nested
    class Kills extends KillContract {
        @Override
        protected BackendUnderTest backendUnderTest() {
            return BackendContract.this.backendUnderTest();
        }
    }

    @Nested
    class LockChanges extends LockChangeContract {
        @Override
        protected BackendUnderTest backendUnderTest() {
            return BackendContract.this.backendUnderTest();
        }
    }

    @Nested
    class DueSchedules extends DueScheduleContract {
        @Override
        protected BackendUnderTest backendUnderTest() {
            return BackendContract.this.backendUnderTest();
        }
    }

    @Nested
    class Names extends NameContract {
        @Override
        protected BackendUnderTest backendUnderTest() {
            return BackendContract.this.backendUnderTest();
        }
    }

    @Nested
    class Namespaces extends NamespaceContract {
        @Override
        protected BackendUnderTest backendUnderTest() {
            return BackendContract.this.backendUnderTest();
        }
    }

    @Nested
    class LifeCycle extends BackendLifecycleContract {
        @Override
        protected BackendUnderTest backendUnderTest() {
            return BackendContract.this.backendUnderTest();
        }
    }
}
