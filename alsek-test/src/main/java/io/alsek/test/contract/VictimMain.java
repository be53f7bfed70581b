package io.alsek.test.contract;

import io.alsek.spi.Backend;
import io.alsek.spi.ClaimedMessage;
import io.alsek.spi.LockRequest;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.lang.reflect.Constructor;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** What the process does that is going to be killed. It tells on its standard output how far it has got. */
final class VictimMain {

    static final int HELD = 3;

    private VictimMain() {}

    /** What it can do. */
    enum Deed {
        /** Holds messages and a lock, and does no more. */
        HOLD {
            @Override
            void run(Client client, PrintStream out, InputStream in) throws IOException {
                client.worker().take(HELD).forEach(claimed -> out.println("holds " + id(claimed)));
                client.backend
                        .locks()
                        .ifPresent(locks -> locks.acquire(new LockRequest("lock", "victim", Worker.LEASE, 1)));
                out.println("ready");
                in.read();
            }
        },
        /** Submits, claims, retries and completes one message after the other, without end. */
        RUSH {
            @Override
            void run(Client client, PrintStream out, InputStream in) throws IOException {
                Worker worker = client.worker(Contract.inOrder(Draft.QUEUE));
                for (int number = 0; in.available() == 0; number++) {
                    Draft draft = Draft.of("m" + number, client.backend.clock().instant());
                    out.println("submits " + draft.id());
                    client.accept(draft);
                    out.println("accepted " + draft.id());
                    for (ClaimedMessage claimed : worker.take(2)) {
                        String id = id(claimed);
                        if (number % 3 == 0 && claimed.retries() == 0) {
                            client.retry(claimed.lease(), client.backend.clock().instant());
                        } else {
                            client.complete(claimed.lease(), EffectsOf.both("result " + id, "done", next(draft, id)));
                            out.println("done " + id);
                        }
                    }
                }
            }

            private Draft next(Draft draft, String id) {
                return Draft.of("after " + id, draft.readyAt()).queue("next").task("other");
            }
        },
        /** Holds messages and closes its backend when it is told to. */
        CLOSE {
            @Override
            void run(Client client, PrintStream out, InputStream in) throws IOException {
                client.worker().take(HELD).forEach(claimed -> out.println("holds " + id(claimed)));
                out.println("ready");
                in.read();
                out.println("closes");
                client.backend.close();
            }
        };

        abstract void run(Client client, PrintStream out, InputStream in) throws IOException;

        private static String id(ClaimedMessage claimed) {
            return claimed.message().id();
        }
    }

    /** Arguments: the class of the storage, the deed, the namespace, what time it is for ever. */
    public static void main(String[] arguments) throws Exception {
        Constructor<? extends BackendUnderTest> storage =
                Class.forName(arguments[0]).asSubclass(BackendUnderTest.class).getDeclaredConstructor();
        storage.setAccessible(true);
        InstantSource clock = InstantSource.fixed(Instant.parse(arguments[3]));
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        try (BackendUnderTest opened = storage.newInstance();
                Backend backend = opened.open(arguments[2], clock)) {
            Client client = new Client(backend, Contract.POLICY, Duration.ZERO);
            Deed.valueOf(arguments[1]).run(client, out, System.in);
        }
    }
}
