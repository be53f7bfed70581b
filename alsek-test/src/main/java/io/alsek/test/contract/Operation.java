package io.alsek.test.contract;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.alsek.spi.ChannelListener;
import io.alsek.spi.ClaimedMessage;
import io.alsek.spi.Claims;
import io.alsek.spi.DeathReason;
import io.alsek.spi.Effects;
import io.alsek.spi.Lease;
import io.alsek.spi.LockChange;
import io.alsek.spi.LockRequest;
import io.alsek.spi.LockStore;
import io.alsek.spi.MessageKey;
import io.alsek.spi.Publication;
import io.alsek.spi.Submission;
import io.alsek.spi.ValueWrite;
import io.alsek.spi.ValueWrite.Condition;
import io.alsek.spi.Withdrawal.Mode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * One operation of one store, ready to be tried.
 *
 * @param name what it is called in reports
 * @param kind what may be seen of it when it fails midway
 * @param preparation makes a scene in which it has something to do; the result does it, and tells the answer as text
 */
record Operation(String name, Kind kind, Function<Scene, Supplier<String>> preparation) {

    /** What may be seen of an operation that fails midway. */
    enum Kind {
        /** All or nothing. */
        WHOLE,
        /** It consists of steps, each of them whole: a batch of several, or the clearing of a namespace. */
        STEPS,
        /** All or nothing, and the answer may be given once only: somebody relies on having got it. */
        ONCE
    }

    private static final String KEY = "key";
    private static final Duration TTL = Duration.ofMinutes(1);

    private static Operation whole(String name, Function<Scene, Supplier<String>> preparation) {
        return new Operation(name, Kind.WHOLE, preparation);
    }

    /** All operations; those of abilities that a backend lacks do nothing. */
    static List<Operation> all() {
        List<Operation> all = new ArrayList<>();
        all.addAll(ofQueues());
        all.addAll(withdrawals());
        all.addAll(ofAdministration());
        all.addAll(ofValues());
        all.addAll(ofOthers());
        all.addAll(ScheduleOperations.all());
        return all;
    }

    private static Effects effects(Scene scene) {
        return EffectsOf.both("result", "done", scene.message("successor").queue("next"));
    }

    /** An operation on message {@code a}, which is leased. */
    private static Operation ofLease(String name, LeaseUse use) {
        return whole(name, scene -> {
            Lease lease = scene.here().leased(scene.message("a"));
            return () -> String.valueOf(use.answer(scene, lease));
        });
    }

    @FunctionalInterface
    private interface LeaseUse {
        Object answer(Scene scene, Lease lease);
    }

    private static List<Operation> ofQueues() {
        List<Operation> all = new ArrayList<>(ofMessages());
        all.addAll(ofLeases());
        return all;
    }

    private static List<Operation> ofMessages() {
        return List.of(
                whole("submit", scene -> {
                    Draft draft = scene.message("a");
                    Effects effects = effects(scene);
                    return () -> scene.far().submit(draft, effects).toString();
                }),
                new Operation("submit several", Kind.STEPS, scene -> {
                    List<Submission> both = List.of(
                            Submission.of(scene.message("a").toMessage()),
                            Submission.of(scene.message("b").queue("next").toMessage()));
                    return () -> scene.far().queues.submit(both).toString();
                }),
                whole("claim", scene -> {
                    scene.here().accept(scene.message("a"), scene.message("b"), scene.message("c"));
                    Worker worker = scene.far().worker();
                    return () -> claimed(worker.claim(2, Worker.LEASE, "nonce"));
                }),
                whole("update", scene -> {
                    scene.here().accept(scene.message("a"));
                    MessageKey key = scene.message("a").key();
                    return () -> String.valueOf(scene.far().queues.update(key, "new".getBytes(UTF_8)));
                }),
                new Operation("sweep", Kind.STEPS, scene -> {
                    scene.here().kill(scene.message("b"));
                    scene.passing().accept(Contract.DEAD_LETTER_TTL);
                    Draft expiring = scene.message("a").expiresAt(scene.now().plusSeconds(1));
                    scene.here().accept(expiring);
                    scene.passing().accept(Duration.ofSeconds(1));
                    return () -> {
                        var report = scene.far().queues.sweep(10, Worker.LEASE);
                        return Worker.idsOfCondemned(report.condemned()) + " condemned, " + report.purged() + " purged";
                    };
                }));
    }

    private static List<Operation> ofLeases() {
        return List.of(
                ofLease("extend", (scene, lease) -> scene.far().extend(lease, TTL, effects(scene))),
                ofLease("complete", (scene, lease) -> scene.far().complete(lease, effects(scene))),
                ofLease("retry", (scene, lease) -> scene.far().retry(lease, scene.now(), effects(scene))),
                ofLease("bury", (scene, lease) -> scene.far().bury(lease, DeathReason.FAILED, effects(scene))),
                ofLease("release", (scene, lease) -> scene.far().release(lease, effects(scene))),
                ofLease(
                        "find",
                        (scene, lease) -> scene.far()
                                .find(lease.key())
                                .map(found -> found.state().toString())));
    }

    private static String claimed(Claims claims) {
        List<String> ids = new ArrayList<>();
        for (ClaimedMessage claimed : claims.messages()) {
            ids.add(claimed.message().id() + " delivered " + claimed.deliveries());
        }
        return ids + (claims.more() ? " and more" : "");
    }

    private static List<Operation> withdrawals() {
        List<Operation> all = new ArrayList<>();
        for (Mode mode : Mode.values()) {
            all.add(whole("withdraw " + mode, scene -> {
                scene.here().accept(scene.message("a"));
                MessageKey key = scene.message("a").key();
                Effects effects = effects(scene);
                return () -> scene.far().withdraw(key, mode, effects).toString();
            }));
        }
        all.add(whole("replay", scene -> {
            scene.here().kill(scene.message("a"));
            Draft draft = scene.message("a");
            Effects effects = effects(scene);
            return () -> String.valueOf(scene.far().replay(draft.toMessage(), effects));
        }));
        all.add(whole("purge a dead letter", scene -> {
            scene.here().kill(scene.message("a"));
            MessageKey key = scene.message("a").key();
            return () -> String.valueOf(scene.far().deadLetters.purge(List.of(key)));
        }));
        all.add(whole("find and browse dead letters", scene -> {
            scene.here().kill(scene.message("a"));
            MessageKey key = scene.message("a").key();
            return () -> scene.far().findDead(key).isPresent() + " "
                    + scene.far()
                            .deadLetters
                            .browse(Draft.QUEUE, null, 5)
                            .elements()
                            .size();
        }));
        return all;
    }

    private static List<Operation> ofAdministration() {
        Function<Function<Client, Object>, Function<Scene, Supplier<String>>> filled = use -> scene -> {
            scene.here().accept(scene.message("a"), scene.message("b"));
            return () -> String.valueOf(use.apply(scene.far()));
        };
        return List.of(
                whole("counts", filled.apply(Client::counts)),
                whole("names of queues", filled.apply(client -> client.admin.queues())),
                whole("waiting by task", filled.apply(client -> client.admin.waitingByTask(Draft.QUEUE))),
                whole(
                        "browse",
                        filled.apply(client -> client.admin
                                .browse(Draft.QUEUE, null, 5)
                                .elements()
                                .size())),
                whole("locate", filled.apply(client -> client.admin.locate("b"))),
                whole("pause", filled.apply(client -> client.admin.pause(Draft.QUEUE))),
                whole("resume", scene -> {
                    scene.here().admin.pause(Draft.QUEUE);
                    return () -> String.valueOf(scene.far().admin.resume(Draft.QUEUE));
                }),
                new Operation("purge", Kind.STEPS, filled.apply(client -> client.admin.purge(Draft.QUEUE))),
                new Operation("clear", Kind.STEPS, filled.apply(client -> client.backend.clear())));
    }

    private static List<Operation> ofValues() {
        Function<Function<Client, Object>, Function<Scene, Supplier<String>>> filled = use -> scene -> {
            scene.here().setValue(KEY, "old", null);
            return () -> String.valueOf(use.apply(scene.far()));
        };
        ValueWrite ifAbsent = new ValueWrite("other", "new".getBytes(UTF_8), TTL, Condition.IF_ABSENT);
        ValueWrite ifPresent = new ValueWrite(KEY, "new".getBytes(UTF_8), null, Condition.IF_PRESENT);
        return List.of(
                whole("get", filled.apply(client -> client.value(KEY))),
                whole("existing", filled.apply(client -> client.values.existing(List.of(KEY)))),
                whole("set", filled.apply(client -> client.setValue(KEY, "new", TTL))),
                whole("set if absent", filled.apply(client -> client.set(ifAbsent))),
                whole("set if present", filled.apply(client -> client.set(ifPresent))),
                new Operation("take", Kind.ONCE, filled.apply(client -> texts(client.values.take(List.of(KEY))))),
                whole("delete", filled.apply(client -> client.values.delete(List.of(KEY)))),
                whole("scan", filled.apply(client -> new TreeSet<>(client.values.scan("*")))),
                whole("count", filled.apply(client -> client.values.count("*"))));
    }

    private static Collection<String> texts(Map<String, byte[]> values) {
        Map<String, String> texts = new TreeMap<>();
        values.forEach((key, value) -> texts.put(key, new String(value, UTF_8)));
        return texts.values();
    }

    private static List<Operation> ofOthers() {
        return List.of(
                ofLock(
                        "acquire a lock",
                        false,
                        locks -> locks.acquire(request("me")).map(grant -> grant.owner() + " holds it")),
                ofLock("renew a lock", true, locks -> locks.renew(Scene.LOCK, "me", TTL.multipliedBy(2))),
                ofLock("release a lock", true, locks -> locks.release(Scene.LOCK, "me")),
                ofLock(
                        "holders of a lock",
                        true,
                        locks -> locks.holders(Scene.LOCK).size()),
                whole("complete and give up a lock", scene -> {
                    Lease lease = scene.here().leased(scene.message("a"));
                    scene.here().backend.locks().ifPresent(locks -> locks.acquire(request("me")));
                    LockChange release = LockChange.release(Scene.LOCK, "me");
                    List<LockChange> changes = scene.here().backend.locks().isPresent() ? List.of(release) : List.of();
                    Effects effects = new Effects(List.of(), List.of(), List.of(), changes);
                    return () -> scene.far().complete(lease, effects).toString();
                }),
                whole("publish", scene -> () -> {
                    scene.far()
                            .backend
                            .events()
                            .ifPresent(events -> events.publish(List.of(new Publication("channel", new byte[] {1}))));
                    return "published";
                }),
                whole("listen", scene -> () -> {
                    ChannelListener deaf = note -> {};
                    scene.far()
                            .backend
                            .events()
                            .ifPresent(
                                    events -> events.subscribe("channel", deaf).close());
                    return "listened";
                }));
    }

    private static Operation ofLock(String name, boolean held, Function<LockStore, Object> use) {
        return whole(name, scene -> {
            if (held) {
                scene.here().backend.locks().ifPresent(locks -> locks.acquire(request("me")));
            }
            return () -> {
                Optional<LockStore> locks = scene.far().backend.locks();
                return locks.map(use).map(String::valueOf).orElse("no locks");
            };
        });
    }

    private static LockRequest request(String owner) {
        return new LockRequest(Scene.LOCK, owner, TTL, 1);
    }

    @Override
    public String toString() {
        return name;
    }
}
