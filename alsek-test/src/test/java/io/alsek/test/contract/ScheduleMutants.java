package io.alsek.test.contract;

import static io.alsek.test.contract.ClaimMutants.dawdle;

import io.alsek.spi.DueSchedules;
import io.alsek.spi.Effects;
import io.alsek.spi.Page;
import io.alsek.spi.ScheduleStore;
import io.alsek.spi.ScheduleWrite;
import io.alsek.spi.StoredSchedule;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** Mistakes that a store of schedules can make. */
final class ScheduleMutants {

    private ScheduleMutants() {}

    private static Mutant schedules(String name, String rule, UnaryOperator<ScheduleStore> alteration) {
        return Mutant.altering(name, rule, real -> AlteredBackend.schedules(real, alteration));
    }

    private static Mutant writing(String name, String rule, UnaryOperator<ScheduleWrite> spoil) {
        return schedules(name, rule, real -> new Altered(real) {
            @Override
            public List<Boolean> write(List<ScheduleWrite> writes) {
                return super.write(writes.stream().map(spoil).toList());
            }
        });
    }

    private static Mutant due(String name, String rule, UnaryOperator<DueSchedules> spoil) {
        return schedules(name, rule, real -> new Altered(real) {
            @Override
            public DueSchedules due(int limit) {
                return spoil.apply(super.due(limit));
            }
        });
    }

    static Stream<Mutant> all() {
        return Stream.of(WRITES, LISTS, DUE).flatMap(List::stream);
    }

    private static final List<Mutant> WRITES = List.of(
            writing(
                    "definitions are forgotten",
                    "SCHEDULE-02",
                    write -> with(
                            write,
                            copy(write.schedule(), new byte[0], write.schedule().paused()))),
            schedules("every write overwrites", "SCHEDULE-04", Overwriting::new),
            schedules("moves on by looking first", "SCHEDULE-16", LookingFirst::new),
            schedules("submits without moving on", "SCHEDULE-05", SubmittingAnyway::new),
            writing(
                    "submits nothing",
                    "SCHEDULE-05",
                    write -> new ScheduleWrite(write.expected(), write.schedule(), Effects.NONE)),
            schedules("a repeated write is refused", "SCHEDULE-06", Forgetful::new));

    private static final List<Mutant> LISTS = List.of(
            schedules("removing leaves it on the agenda", "SCHEDULE-11", real -> new Altered(real) {
                @Override
                public int remove(Collection<String> names) {
                    return find(names).size();
                }
            }),
            schedules("only a hundred are written at once", "SCHEDULE-09", real -> new Altered(real) {
                @Override
                public List<Boolean> write(List<ScheduleWrite> writes) {
                    List<Boolean> written =
                            new ArrayList<>(super.write(writes.subList(0, Math.min(100, writes.size()))));
                    while (written.size() < writes.size()) {
                        written.add(true);
                    }
                    return written;
                }
            }),
            schedules("lists without the paused ones", "SCHEDULE-10", real -> new Altered(real) {
                @Override
                public Page<StoredSchedule> browse(String from, int limit) {
                    Page<StoredSchedule> page = super.browse(from, limit);
                    return new Page<>(
                            page.elements().stream()
                                    .filter(each -> !each.paused())
                                    .toList(),
                            page.next());
                }
            }));

    private static final List<Mutant> DUE = List.of(
            due(
                    "tells the due ones by name",
                    "DUE-02",
                    due -> new DueSchedules(
                            due.due().stream()
                                    .sorted(Comparator.comparing(StoredSchedule::name))
                                    .toList(),
                            due.nextAt())),
            due("does not tell what comes next", "DUE-03", due -> new DueSchedules(due.due(), null)),
            writing(
                    "pausing a schedule does nothing",
                    "DUE-04",
                    write -> with(write, copy(write.schedule(), write.schedule().definition(), false))),
            schedules("watches nothing", "DUE-08", real -> new Altered(real) {
                @Override
                public Watch watch(Runnable onSooner) {
                    return () -> {};
                }
            }),
            schedules("watching never ends", "DUE-11", real -> new Altered(real) {
                @Override
                public Watch watch(Runnable onSooner) {
                    super.watch(onSooner);
                    return () -> {};
                }
            }));

    private static ScheduleWrite with(ScheduleWrite write, StoredSchedule schedule) {
        return new ScheduleWrite(write.expected(), schedule, write.effects());
    }

    private static StoredSchedule copy(StoredSchedule old, byte[] definition, boolean paused) {
        return new StoredSchedule(old.name(), old.revision(), definition, old.state(), old.nextAt(), paused);
    }

    /** Writes whatever is there. */
    private static final class Overwriting extends Altered {

        Overwriting(ScheduleStore real) {
            super(real);
        }

        @Override
        public List<Boolean> write(List<ScheduleWrite> writes) {
            return super.write(writes.stream().map(this::onWhatIsThere).toList());
        }

        private ScheduleWrite onWhatIsThere(ScheduleWrite write) {
            String name = write.schedule().name();
            StoredSchedule present = find(List.of(name)).get(name);
            return new ScheduleWrite(
                    present == null ? StoredSchedule.ABSENT : present.revision(), write.schedule(), write.effects());
        }
    }

    /** Looks whether a write is right, and then writes in any case. */
    private static final class LookingFirst extends Altered {

        LookingFirst(ScheduleStore real) {
            super(real);
        }

        @Override
        public List<Boolean> write(List<ScheduleWrite> writes) {
            ScheduleWrite write = writes.get(0);
            String name = write.schedule().name();
            StoredSchedule present = find(List.of(name)).get(name);
            long revision = present == null ? StoredSchedule.ABSENT : present.revision();
            if (revision != write.expected()) {
                return super.write(writes);
            }
            dawdle();
            return new Overwriting(real).write(writes);
        }
    }

    /** Has the effects of a write in any case. */
    private static final class SubmittingAnyway extends Altered {

        private int others;

        SubmittingAnyway(ScheduleStore real) {
            super(real);
        }

        @Override
        public List<Boolean> write(List<ScheduleWrite> writes) {
            List<Boolean> written = super.write(writes);
            for (int i = 0; i < writes.size(); i++) {
                if (!written.get(i)) {
                    StoredSchedule carrier = writes.get(i).schedule();
                    String name = carrier.name() + " " + ++others;
                    StoredSchedule other =
                            new StoredSchedule(name, carrier.revision(), new byte[0], new byte[0], null, false);
                    super.write(List.of(new ScheduleWrite(
                            StoredSchedule.ABSENT, other, writes.get(i).effects())));
                }
            }
            return written;
        }
    }

    /** Knows only what is expected, not what was written. */
    private static final class Forgetful extends Altered {

        Forgetful(ScheduleStore real) {
            super(real);
        }

        @Override
        public List<Boolean> write(List<ScheduleWrite> writes) {
            List<Boolean> repeated = new ArrayList<>();
            for (ScheduleWrite write : writes) {
                StoredSchedule present = find(List.of(write.schedule().name()))
                        .get(write.schedule().name());
                repeated.add(present != null
                        && present.revision() == write.schedule().revision());
            }
            List<Boolean> written = new ArrayList<>(super.write(writes));
            for (int i = 0; i < written.size(); i++) {
                written.set(i, written.get(i) && !repeated.get(i));
            }
            return written;
        }
    }

    /** Passes everything on. */
    private static class Altered implements ScheduleStore {

        final ScheduleStore real;

        Altered(ScheduleStore real) {
            this.real = real;
        }

        @Override
        public Map<String, StoredSchedule> find(Collection<String> names) {
            return real.find(names);
        }

        @Override
        public Page<StoredSchedule> browse(String from, int limit) {
            return real.browse(from, limit);
        }

        @Override
        public DueSchedules due(int limit) {
            return real.due(limit);
        }

        @Override
        public List<Boolean> write(List<ScheduleWrite> writes) {
            return real.write(writes);
        }

        @Override
        public int remove(Collection<String> names) {
            return real.remove(names);
        }

        @Override
        public Watch watch(Runnable onSooner) {
            return real.watch(onSooner);
        }
    }
}
