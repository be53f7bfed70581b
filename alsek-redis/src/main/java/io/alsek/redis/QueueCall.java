package io.alsek.redis;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.alsek.spi.BackendException;
import io.alsek.spi.Effects;
import io.alsek.spi.LockChange;
import io.alsek.spi.Publication;
import io.alsek.spi.QueuedMessage;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** One call of a script about queues: gathers keys and arguments, as {@code queue.lua} expects them. Single use. */
final class QueueCall {

    /** Number of the settlement, number of the head. */
    private static final int WRITE = 2 + 1;

    private static final int MOST_HEADS = 255;

    private static final byte[] NOTHING = {};
    private static final byte[][] SMALL = new byte[300][];

    static {
        for (int i = 0; i < SMALL.length; i++) {
            SMALL[i] = Integer.toString(i).getBytes(ISO_8859_1);
        }
    }

    private final Space space;
    private final Map<String, Integer> groups = new LinkedHashMap<>();
    private final List<byte[]> names = new ArrayList<>();
    private final List<byte[]> queueKeys = new ArrayList<>();
    private final List<byte[]> extraKeys = new ArrayList<>();
    private final List<byte[]> args = new ArrayList<>();
    private boolean writesValues;
    private boolean repeated;

    QueueCall(Space space) {
        this.space = space;
    }

    /** {@return the number by which the script knows a queue} */
    int group(String queue) {
        Integer number = groups.get(queue);
        if (number != null) {
            return number;
        }
        Keys.OfQueue keys = space.keys().queue(queue);
        names.add(keys.sortable());
        queueKeys.addAll(keys.keys());
        groups.put(queue, names.size());
        return names.size();
    }

    /** Adds the keys of claims that were left standing. */
    QueueCall standing() {
        extraKeys.addAll(space.keys().standing());
        return this;
    }

    QueueCall key(byte[] key) {
        extraKeys.add(key);
        return this;
    }

    QueueCall arg(byte[] arg) {
        args.add(arg);
        return this;
    }

    QueueCall arg(String arg) {
        return arg(arg.getBytes(ISO_8859_1));
    }

    QueueCall arg(long arg) {
        return arg(number(arg));
    }

    private static byte[] number(long number) {
        return number >= 0 && number < SMALL.length
                ? SMALL[(int) number]
                : Long.toString(number).getBytes(ISO_8859_1);
    }

    QueueCall nothing() {
        return arg(NOTHING);
    }

    /** Id, priority and tail of a record. */
    QueueCall message(QueuedMessage message) {
        return arg(Names.id(message.id())).arg(Records.message(message, true));
    }

    QueueCall effects(Effects effects) {
        List<EntryWrite> writes = EntryWrite.of(effects.values());
        arg(writes.size()
                + effects.successors().size()
                + effects.publications().size()
                + effects.locks().size());
        for (EntryWrite write : writes) {
            arg("v").arg(write.field().bytes()).arg(write.head()).arg(write.piece());
            writesValues = true;
        }
        for (QueuedMessage successor : effects.successors()) {
            arg("s").arg(group(successor.queue())).message(successor);
        }
        for (Publication publication : effects.publications()) {
            arg("p").note(publication);
        }
        for (LockChange change : effects.locks()) {
            arg("l").change(change);
        }
        return this;
    }

    /** Number of the key, owner, heir and time to live. */
    private void change(LockChange change) {
        String heir = change.heir();
        Duration ttl = change.ttl();
        extraKeys.add(space.keys().lock(change.name()));
        arg(extraKeys.size()).arg(Names.text(change.owner()));
        arg(heir == null ? NOTHING : Names.text(heir)).arg(ttl == null ? "" : Long.toString(Millis.of(ttl)));
    }

    /** Adds the values and notes of many elements in their shortest form; see {@code values.lua}. */
    void plainEffects(List<Effects> effects) {
        List<EntryWrite> writes = new ArrayList<>();
        List<Integer> whose = new ArrayList<>();
        int notes = 0;
        for (int i = 0; i < effects.size(); i++) {
            for (EntryWrite write : EntryWrite.of(effects.get(i).values())) {
                writes.add(write);
                whose.add(i + 1);
            }
            notes += effects.get(i).publications().size();
        }
        writes(writes, whose);
        arg(notes);
        for (int i = 0; notes > 0 && i < effects.size(); i++) {
            for (Publication note : effects.get(i).publications()) {
                arg(i + 1).note(note);
            }
        }
    }

    private void writes(List<EntryWrite> writes, List<Integer> whose) {
        arg(writes.size());
        if (writes.isEmpty()) {
            return;
        }
        writesValues = true;
        Map<ByteBuffer, Integer> numbers = new HashMap<>();
        List<byte[]> heads = new ArrayList<>();
        ByteBuffer which = ByteBuffer.allocate(WRITE * writes.size());
        for (int i = 0; i < writes.size(); i++) {
            byte[] head = writes.get(i).head();
            int number = numbers.computeIfAbsent(ByteBuffer.wrap(head), each -> {
                heads.add(head);
                return heads.size();
            });
            which.putShort(whose.get(i).shortValue()).put((byte) number);
        }
        if (heads.size() > MOST_HEADS) {
            throw new IllegalArgumentException("Values with " + heads.size() + " different times to live in one call");
        }
        arg(heads.size());
        heads.forEach(this::arg);
        arg(which.array());
        writes.forEach(write -> arg(write.field().bytes()));
        writes.forEach(write -> arg(write.piece()));
    }

    /** Channel and note. */
    QueueCall note(Publication publication) {
        return arg(space.keys().channel(publication.channel())).arg(publication.payload());
    }

    /** Takes over what another call has gathered. This one must not have queues or keys yet. */
    void append(QueueCall other) {
        groups.putAll(other.groups);
        names.addAll(other.names);
        queueKeys.addAll(other.queueKeys);
        extraKeys.addAll(other.extraKeys);
        args.addAll(other.args);
        writesValues |= other.writesValues;
    }

    /** {@return whether it was made twice, since the first reply was lost: that one may have had its effect} */
    boolean wasRepeated() {
        return repeated;
    }

    /** Runs the script. */
    Object run(Script script) {
        List<byte[]> keys = new ArrayList<>(6 + queueKeys.size() + extraKeys.size());
        keys.addAll(space.keys().index());
        if (writesValues) {
            keys.addAll(space.keys().values());
        }
        int index = keys.size();
        keys.addAll(queueKeys);
        keys.addAll(extraKeys);
        InstantSource clock = space.clock();
        List<byte[]> all = new ArrayList<>(4 + names.size() + args.size());
        all.add(clock == null ? NOTHING : number(clock.millis()));
        all.add(number(index));
        all.add(space.keys().wakeChannel());
        all.add(number(names.size()));
        all.addAll(names);
        all.addAll(args);
        try {
            return space.link().run(script, keys, all, () -> repeated = true);
        } catch (BackendException.NotApplied e) {
            if (Failure.isOfOneQueue(e)) {
                space.link().run(Scripts.DIAGNOSE, keys, all); // fails, too, and names the key
            }
            throw e;
        }
    }

    /** Runs a script that answers with a list. */
    @SuppressWarnings("unchecked") // a list in Lua
    List<Object> runForList(Script script) {
        return (List<Object>) run(script);
    }
}
