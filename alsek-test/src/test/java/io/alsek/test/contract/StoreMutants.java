package io.alsek.test.contract;

import static io.alsek.test.contract.ClaimMutants.dawdle;

import io.alsek.spi.ChannelListener;
import io.alsek.spi.DeadLetter;
import io.alsek.spi.EventBus;
import io.alsek.spi.LockGrant;
import io.alsek.spi.LockRequest;
import io.alsek.spi.LockStore;
import io.alsek.spi.MessageKey;
import io.alsek.spi.Page;
import io.alsek.spi.Publication;
import io.alsek.spi.QueueAdmin;
import io.alsek.spi.QueueCounts;
import io.alsek.spi.Replay;
import io.alsek.spi.StoredMessage;
import io.alsek.spi.ValueStore;
import io.alsek.spi.ValueWrite;
import io.alsek.spi.ValueWrite.Condition;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Mistakes that the smaller stores and the backend itself can make. */
final class StoreMutants {

    private StoreMutants() {}

    static Stream<Mutant> all() {
        return Stream.of(VALUES, DEAD_LETTERS_AND_ADMINISTRATION, LOCKS, EVENTS, BACKENDS)
                .flatMap(List::stream);
    }

    private static Mutant values(String name, String rule, UnaryOperator<ValueStore> alteration) {
        return Mutant.altering(name, rule, real -> AlteredBackend.values(real, alteration));
    }

    private static Mutant writing(String name, String rule, UnaryOperator<ValueWrite> spoil) {
        return values(name, rule, real -> new AlteredStores.Values(real) {
            @Override
            public List<Boolean> set(List<ValueWrite> writes) {
                return super.set(writes.stream().map(spoil).toList());
            }
        });
    }

    private static Mutant scanning(String name, String rule, UnaryOperator<String> toRegex) {
        return values(name, rule, real -> new AlteredStores.Values(real) {
            @Override
            public List<String> scan(String pattern) {
                Pattern regex = Pattern.compile(toRegex.apply(pattern));
                return super.scan("*").stream()
                        .filter(key -> regex.matcher(key).matches())
                        .toList();
            }

            @Override
            public long count(String pattern) {
                return scan(pattern).size();
            }
        });
    }

    private static final List<Mutant> VALUES = List.of(
            writing(
                    "no value expires",
                    "VALUE-05",
                    each -> new ValueWrite(each.key(), each.value(), null, each.condition())),
            values("a write without TTL lives for ever", "VALUE-07", real -> new AlteredStores.Values(real) {
                @Override
                public List<Boolean> set(List<ValueWrite> writes) {
                    writes.stream()
                            .filter(each -> each.ttl() == null && each.condition() == Condition.ALWAYS)
                            .forEach(each -> delete(List.of(each.key())));
                    return super.set(writes);
                }
            }),
            writing(
                    "conditions are not looked at",
                    "VALUE-10",
                    each -> ValueWrite.of(each.key(), each.value(), each.ttl())),
            values("takes by reading and deleting", "VALUE-17", real -> new AlteredStores.Values(real) {
                @Override
                public Map<String, byte[]> take(Collection<String> keys) {
                    Map<String, byte[]> taken = get(keys);
                    dawdle();
                    delete(keys);
                    return taken;
                }
            }),
            values("writes IF_ABSENT by looking first", "VALUE-18", real -> new AlteredStores.Values(real) {
                @Override
                public List<Boolean> set(List<ValueWrite> writes) {
                    return writes.stream().map(this::lookAndWrite).toList();
                }

                private boolean lookAndWrite(ValueWrite each) {
                    if (each.condition() == Condition.IF_ABSENT) {
                        boolean absent = existing(List.of(each.key())).isEmpty();
                        dawdle();
                        return absent
                                && real.set(List.of(ValueWrite.of(each.key(), each.value(), each.ttl())))
                                        .get(0);
                    }
                    return real.set(List.of(each)).get(0);
                }
            }),
            values("empty values count as absent", "VALUE-03", real -> new AlteredStores.Values(real) {
                @Override
                public Map<String, byte[]> get(Collection<String> keys) {
                    return super.get(keys).entrySet().stream()
                            .filter(entry -> entry.getValue().length > 0)
                            .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
                }
            }),
            scanning(
                    "a star stops at the end of a line",
                    "PATTERN-02",
                    pattern -> Pattern.quote(pattern).replace("*", "\\E.*\\Q").replace("?", "\\E(?s:.)\\Q")),
            scanning(
                    "brackets are classes",
                    "PATTERN-05",
                    pattern -> "(?s)"
                            + pattern.replaceAll("[.^(){}|+$]", "\\\\$0")
                                    .replace("*", ".*")
                                    .replace("?", ".")),
            scanning(
                    "a backslash is a backslash",
                    "PATTERN-04",
                    pattern -> "(?s)"
                            + Pattern.quote(pattern).replace("*", "\\E.*\\Q").replace("?", "\\E.\\Q")));

    private static final List<Mutant> DEAD_LETTERS_AND_ADMINISTRATION = List.of(
            Mutant.altering(
                    "every replay is confirmed",
                    "DEAD-12",
                    backend -> AlteredBackend.deadLetters(backend, real -> new AlteredStores.DeadLetters(real) {
                        @Override
                        public List<Boolean> replay(List<Replay> replays) {
                            return super.replay(replays).stream()
                                    .map(there -> true)
                                    .toList();
                        }
                    })),
            Mutant.altering(
                    "dead letters are listed newest first",
                    "DEAD-01",
                    backend -> AlteredBackend.deadLetters(backend, real -> new AlteredStores.DeadLetters(real) {
                        @Override
                        public Page<DeadLetter> browse(String queue, String from, int limit) {
                            Page<DeadLetter> page = super.browse(queue, from, limit);
                            List<DeadLetter> reversed = new ArrayList<>(page.elements());
                            Collections.reverse(reversed);
                            return new Page<>(reversed, page.next());
                        }
                    })),
            admin("counts forget the leased", "ADMIN-01", real -> new AlteredStores.Admin(real) {
                @Override
                public QueueCounts counts(String queue) {
                    QueueCounts counts = super.counts(queue);
                    return new QueueCounts(counts.ready(), counts.delayed(), 0, counts.dead(), counts.paused());
                }
            }),
            admin("pausing does nothing", "ADMIN-07", real -> new AlteredStores.Admin(real) {
                @Override
                public boolean pause(String queue) {
                    return true;
                }
            }),
            admin("pages by offset", "BROWSE-07", real -> new AlteredStores.Admin(real) {
                @Override
                public Page<StoredMessage> browse(String queue, String from, int limit) {
                    List<StoredMessage> all = super.browse(queue, null, 100_000).elements();
                    int begin = from == null ? 0 : Integer.parseInt(from);
                    int end = Math.min(all.size(), begin + limit);
                    return new Page<>(
                            all.subList(Math.min(begin, end), end), end < all.size() ? String.valueOf(end) : null);
                }
            }),
            admin("the dead are not located", "ADMIN-10", real -> new AlteredStores.Admin(real) {
                @Override
                public Optional<MessageKey> locate(String id) {
                    return super.locate(id)
                            .filter(key -> super.counts(key.queue()).alive() > 0);
                }
            }));

    private static Mutant admin(String name, String rule, UnaryOperator<QueueAdmin> alteration) {
        return Mutant.altering(name, rule, real -> AlteredBackend.administration(real, alteration));
    }

    private static Mutant locks(String name, String rule, UnaryOperator<LockStore> alteration) {
        return Mutant.altering(name, rule, real -> AlteredBackend.locks(real, alteration));
    }

    private static final List<Mutant> LOCKS = List.of(
            locks("fences stand still", "LOCK-14", real -> new AlteredStores.Locks(real) {
                @Override
                public Optional<LockGrant> acquire(LockRequest request) {
                    return super.acquire(request)
                            .map(old -> new LockGrant(old.owner(), 1, old.expiresAt(), old.alreadyHeld()));
                }
            }),
            locks("anybody may release", "LOCK-06", real -> new AlteredStores.Locks(real) {
                @Override
                public boolean release(String name, String owner) {
                    return holders(name).stream().anyMatch(holder -> super.release(name, holder.owner()));
                }
            }),
            locks("one owner too many", "LOCK-11", real -> new AlteredStores.Locks(real) {
                @Override
                public Optional<LockGrant> acquire(LockRequest old) {
                    int limit = old.limit() == 1 ? 1 : old.limit() + 1;
                    return super.acquire(new LockRequest(old.name(), old.owner(), old.ttl(), limit));
                }
            }),
            locks("asking again prolongs", "LOCK-04", real -> new AlteredStores.Locks(real) {
                @Override
                public Optional<LockGrant> acquire(LockRequest request) {
                    renew(request.name(), request.owner(), request.ttl());
                    return super.acquire(request);
                }
            }),
            locks("acquires by looking first", "LOCK-17", real -> new AlteredStores.Locks(real) {
                @Override
                public Optional<LockGrant> acquire(LockRequest old) {
                    if (holders(old.name()).size() >= old.limit()) {
                        return Optional.empty();
                    }
                    dawdle();
                    return super.acquire(new LockRequest(old.name(), old.owner(), old.ttl(), 1000));
                }
            }));

    private static final List<Mutant> EVENTS = List.of(
            Mutant.altering(
                    "subscriptions cannot be closed",
                    "EVENT-08",
                    backend -> AlteredBackend.events(backend, real -> new EventBus() {
                        @Override
                        public void publish(List<Publication> publications) {
                            real.publish(publications);
                        }

                        @Override
                        public Registration subscribe(String channel, ChannelListener listener) {
                            real.subscribe(channel, listener);
                            return () -> {};
                        }
                    })),
            Mutant.altering(
                    "a batch is published backwards",
                    "EVENT-04",
                    backend -> AlteredBackend.events(backend, real -> new EventBus() {
                        @Override
                        public void publish(List<Publication> publications) {
                            List<Publication> reversed = new ArrayList<>(publications);
                            Collections.reverse(reversed);
                            real.publish(reversed);
                        }

                        @Override
                        public Registration subscribe(String channel, ChannelListener listener) {
                            return real.subscribe(channel, listener);
                        }
                    })),
            Mutant.altering("has no events, and does not say so", "EVENT-01", real -> new AlteredBackend(real) {
                @Override
                public Optional<EventBus> events() {
                    return Optional.empty();
                }
            }));

    private static final List<Mutant> BACKENDS = List.of(
            new Mutant(
                    "namespaces are not looked at",
                    "NAMESPACE-01",
                    (storage, namespace, clock) -> storage.open("shared", clock)),
            new Mutant(
                    "namespaces are joined to keys carelessly",
                    "NAMESPACE-11",
                    (storage, namespace, clock) -> AlteredBackend.values(
                            storage.open(namespace, clock),
                            own -> new Joined(storage.open("shared", clock).values(), namespace + ":"))),
            Mutant.altering("clearing does nothing", "LIFE-03", real -> new AlteredBackend(real) {
                @Override
                public long clear() {
                    return 0;
                }
            }),
            Mutant.altering("closing does nothing", "LIFE-06", real -> new AlteredBackend(real) {
                @Override
                public void close() {}
            }));

    /** Keeps the values of all namespaces in one, with a prefix. */
    private static final class Joined extends AlteredStores.Values {

        private final String prefix;

        Joined(ValueStore shared, String prefix) {
            super(shared);
            this.prefix = prefix;
        }

        @Override
        public List<Boolean> set(List<ValueWrite> writes) {
            return real.set(writes.stream()
                    .map(old -> new ValueWrite(prefix + old.key(), old.value(), old.ttl(), old.condition()))
                    .toList());
        }

        @Override
        public Map<String, byte[]> get(Collection<String> keys) {
            return real.get(keys.stream().map(key -> prefix + key).toList()).entrySet().stream()
                    .collect(Collectors.toMap(entry -> entry.getKey().substring(prefix.length()), Map.Entry::getValue));
        }
    }
}
