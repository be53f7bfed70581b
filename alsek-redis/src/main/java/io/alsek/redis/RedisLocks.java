package io.alsek.redis;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.alsek.spi.LockGrant;
import io.alsek.spi.LockRequest;
import io.alsek.spi.LockStore;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Locks and semaphores: one hash each, see {@code holds.lua}. */
final class RedisLocks implements LockStore {

    private static final Script ACQUIRE = new Script("acquire", "time", "holds");
    private static final Script RENEW = new Script("renew", "time", "holds");
    private static final Script RELEASE = new Script("release", "time", "holds");
    private static final Script HOLDERS = new Script("holders", "time", "holds");

    private final Space space;

    RedisLocks(Space space) {
        this.space = space;
    }

    @Override
    public Optional<LockGrant> acquire(LockRequest request) {
        List<byte[]> args = args(request.owner());
        args.add(number(Millis.of(request.ttl())));
        args.add(number(request.limit()));
        args.add(number(Tokens.next()));
        Object answer = run(ACQUIRE, request.name(), args);
        if (!(answer instanceof List<?> grant)) {
            return Optional.empty();
        }
        return Optional.of(new LockGrant(
                request.owner(),
                (Long) grant.get(0),
                Instant.ofEpochMilli((Long) grant.get(1)),
                (Long) grant.get(2) == 1));
    }

    @Override
    public boolean renew(String name, String owner, Duration ttl) {
        List<byte[]> args = args(owner);
        args.add(number(Millis.of(ttl)));
        return (Long) run(RENEW, name, args) == 1;
    }

    @Override
    public boolean release(String name, String owner) {
        space.ensureOpen();
        // Repeated, it would say that it was not held.
        return (Long) space.link().runOnce(RELEASE, List.of(space.keys().lock(name)), args(owner)) == 1;
    }

    @Override
    public List<LockGrant> holders(String name) {
        List<byte[]> args = new ArrayList<>();
        args.add(now());
        List<?> flat = (List<?>) run(HOLDERS, name, args);
        List<LockGrant> holders = new ArrayList<>();
        for (int i = 0; i < flat.size(); i += 3) {
            holders.add(new LockGrant(
                    Names.ofText((byte[]) flat.get(i)),
                    (Long) flat.get(i + 1),
                    Instant.ofEpochMilli((Long) flat.get(i + 2)),
                    true));
        }
        holders.sort(Comparator.comparingLong(LockGrant::fence)); // which grows with each grant
        return holders;
    }

    private Object run(Script script, String name, List<byte[]> args) {
        space.ensureOpen();
        return space.link().run(script, List.of(space.keys().lock(name)), args);
    }

    private List<byte[]> args(String owner) {
        List<byte[]> args = new ArrayList<>();
        args.add(now());
        args.add(Names.text(owner));
        return args;
    }

    private byte[] now() {
        InstantSource clock = space.clock();
        return clock == null ? new byte[0] : number(clock.millis());
    }

    private static byte[] number(long number) {
        return Long.toString(number).getBytes(ISO_8859_1);
    }
}
