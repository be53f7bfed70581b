package io.alsek.memory;

import io.alsek.spi.LockChange;
import io.alsek.spi.LockGrant;
import io.alsek.spi.LockRequest;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The locks of a namespace. Guarded by its own monitor. */
final class LockTable {

    private final InstantSource clock;

    /** Name → owner → hold. A lock that nobody holds is not in here. */
    private final Map<String, Map<String, Grip>> locks = new TreeMap<>();

    /** One counter for all locks, so that a lock's fences go on increasing after it vanished. */
    private long lastFence;

    LockTable(InstantSource clock) {
        this.clock = clock;
    }

    synchronized Optional<LockGrant> acquire(LockRequest request) {
        long now = clock.millis();
        Map<String, Grip> grips = present(request.name(), now);
        Grip mine = grips.get(request.owner());
        if (mine != null) {
            return Optional.of(mine.grant(request.owner(), true));
        }
        if (grips.size() >= request.limit()) {
            return Optional.empty();
        }
        lastFence++;
        Grip grip = new Grip(lastFence, Millis.after(now, request.ttl()));
        locks.computeIfAbsent(request.name(), name -> new LinkedHashMap<>()).put(request.owner(), grip);
        return Optional.of(grip.grant(request.owner(), false));
    }

    synchronized boolean renew(String name, String owner, Duration ttl) {
        long now = clock.millis();
        return present(name, now).computeIfPresent(owner, (key, grip) -> new Grip(grip.fence, Millis.after(now, ttl)))
                != null;
    }

    synchronized boolean release(String name, String owner) {
        Map<String, Grip> grips = present(name, clock.millis());
        boolean held = grips.remove(owner) != null;
        if (grips.isEmpty()) {
            locks.remove(name);
        }
        return held;
    }

    synchronized void change(LockChange change) {
        Map<String, Grip> grips = present(change.name(), clock.millis());
        Grip grip = grips.remove(change.owner());
        String heir = change.heir();
        Duration ttl = change.ttl();
        if (grip != null && heir != null && ttl != null) {
            grips.put(heir, new Grip(grip.fence, Millis.after(clock.millis(), ttl)));
        }
        if (grips.isEmpty()) {
            locks.remove(change.name());
        }
    }

    synchronized List<LockGrant> holders(String name) {
        List<LockGrant> grants = new ArrayList<>();
        present(name, clock.millis()).forEach((owner, grip) -> grants.add(grip.grant(owner, false)));
        grants.sort(Comparator.comparingLong(LockGrant::fence)); // which a hold keeps, however it changes hands
        return grants;
    }

    /** Removes the holds of a lock whose time is over; returns the others. */
    private Map<String, Grip> present(String name, long now) {
        Map<String, Grip> grips = locks.get(name);
        if (grips == null) {
            return new LinkedHashMap<>();
        }
        grips.values().removeIf(grip -> grip.expiresAt <= now);
        if (grips.isEmpty()) {
            locks.remove(name);
        }
        return grips;
    }

    /** Frees the memory of locks that nobody holds any more. */
    synchronized void tidy() {
        long now = clock.millis();
        for (String name : List.copyOf(locks.keySet())) {
            present(name, now);
        }
    }

    /** Removes everything; returns how many locks were held. */
    synchronized int clear() {
        tidy();
        int held = locks.size();
        locks.clear();
        return held;
    }

    private record Grip(long fence, long expiresAt) {
        LockGrant grant(String owner, boolean alreadyHeld) {
            return new LockGrant(owner, fence, Instant.ofEpochMilli(expiresAt), alreadyHeld);
        }
    }
}
