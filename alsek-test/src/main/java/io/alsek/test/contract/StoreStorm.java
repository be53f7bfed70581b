package io.alsek.test.contract;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.alsek.spi.LockGrant;
import io.alsek.spi.LockRequest;
import io.alsek.spi.LockStore;
import io.alsek.spi.ValueWrite;
import io.alsek.spi.ValueWrite.Condition;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Random calls to one value or one semaphore, of several threads at a time. */
final class StoreStorm {

    private static final List<Condition> CONDITIONS = List.of(Condition.values());

    private StoreStorm() {}

    /** Makes a random call to the value {@code key}; the picture is the value that it has. */
    static void value(Chronicle<Optional<String>> chronicle, Client client, String key, int thread, Random random) {
        switch (random.nextInt(5)) {
            case 0 ->
                chronicle.call(
                        thread,
                        "get",
                        () -> client.value(key),
                        (before, answer) -> answer.equals(before) ? before : null);
            case 1 ->
                chronicle.call(
                        thread,
                        "take",
                        () -> Optional.ofNullable(
                                        client.values.take(List.of(key)).get(key))
                                .map(bytes -> new String(bytes, UTF_8)),
                        (before, answer) -> answer.equals(before) ? Optional.empty() : null);
            case 2 ->
                chronicle.call(
                        thread,
                        "delete",
                        () -> client.values.delete(List.of(key)),
                        (before, answer) -> (answer == 1) == before.isPresent() ? Optional.empty() : null);
            default -> {
                Condition condition = CONDITIONS.get(random.nextInt(CONDITIONS.size()));
                String value = "v" + random.nextInt(1000);
                chronicle.call(
                        thread,
                        "set " + value + " " + condition,
                        () -> client.set(new ValueWrite(key, value.getBytes(UTF_8), null, condition)),
                        (before, answer) -> {
                            boolean written = condition == Condition.ALWAYS
                                    || (condition == Condition.IF_PRESENT) == before.isPresent();
                            if (answer != written) {
                                return null;
                            }
                            return written ? Optional.of(value) : before;
                        });
            }
        }
    }

    /**
     * Who holds a semaphore of two permits, oldest first.
     *
     * @param fence the greatest that was granted
     */
    record Holders(List<String> owners, long fence) {}

    /** Makes a random call to a semaphore. */
    static void semaphore(Chronicle<Holders> chronicle, LockStore locks, String name, int thread, Random random) {
        String owner = "owner " + random.nextInt(3);
        switch (random.nextInt(5)) {
            case 0, 1 ->
                chronicle.call(
                        thread,
                        "acquire by " + owner,
                        () -> locks.acquire(new LockRequest(name, owner, Worker.LEASE, 2)),
                        (before, answer) -> acquired(before, owner, answer));
            case 2 ->
                chronicle.call(
                        thread,
                        "release by " + owner,
                        () -> locks.release(name, owner),
                        (before, answer) -> released(before, owner, answer));
            case 3 ->
                chronicle.call(
                        thread,
                        "renew by " + owner,
                        () -> locks.renew(name, owner, Worker.LEASE),
                        (before, answer) -> answer == before.owners().contains(owner) ? before : null);
            default ->
                chronicle.call(
                        thread,
                        "holders",
                        () -> locks.holders(name).stream().map(LockGrant::owner).toList(),
                        (before, answer) -> answer.equals(before.owners()) ? before : null);
        }
    }

    private static @Nullable Holders acquired(Holders before, String owner, Optional<LockGrant> answer) {
        boolean already = before.owners().contains(owner);
        if (answer.isEmpty()) {
            return !already && before.owners().size() == 2 ? before : null;
        }
        if (answer.get().alreadyHeld() != already) {
            return null;
        }
        if (already) {
            return before;
        }
        long fence = answer.get().fence();
        if (before.owners().size() == 2 || fence <= before.fence()) {
            return null;
        }
        List<String> owners = new ArrayList<>(before.owners());
        owners.add(owner);
        return new Holders(owners, fence);
    }

    private static @Nullable Holders released(Holders before, String owner, boolean answer) {
        if (answer != before.owners().contains(owner)) {
            return null;
        }
        return new Holders(
                before.owners().stream().filter(each -> !each.equals(owner)).toList(), before.fence());
    }
}
