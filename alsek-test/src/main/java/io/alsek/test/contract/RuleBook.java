package io.alsek.test.contract;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;

/** The groups of rules that a class examines, {@link BackendContract} all of them, found as JUnit finds them. */
final class RuleBook {

    /** How rules are called, in the order in which people should read them. */
    private static final List<String> READING_ORDER = List.of(
            "SUBMIT",
            "DUPLICATE",
            "CLAIM",
            "SESSION",
            "SUBSCRIBE",
            "DELAY",
            "SIGNAL",
            "STAND",
            "LEASE",
            "SETTLE",
            "RETRY",
            "EFFECT",
            "POISON",
            "EXPIRY",
            "SWEEP",
            "WITHDRAW",
            "FIND",
            "MODEL",
            "DEAD",
            "ADMIN",
            "BROWSE",
            "VALUE",
            "PATTERN",
            "EVENT",
            "LOCK",
            "LINEAR",
            "CUT",
            "KILL",
            "HOLD",
            "SCHEDULE",
            "DUE",
            "NAME",
            "NAMESPACE",
            "LIFE");

    private RuleBook() {}

    /**
     * A contract class with its rules, in the order of their ids.
     *
     * @param path the nested classes that lead to it from {@link BackendContract}, outermost first
     */
    record Group(Class<?> contract, List<Rule> rules, List<Class<?>> path) {

        String title() {
            return contract.getAnnotation(DisplayName.class).value();
        }

        /** What its rules are called: the part before the number. */
        String prefix() {
            String id = rules.get(0).id();
            return id.substring(0, id.indexOf('-'));
        }

        private int place() {
            int place = READING_ORDER.indexOf(prefix());
            if (place < 0) {
                throw new AssertionError("RuleBook.READING_ORDER lacks " + prefix());
            }
            return place;
        }
    }

    /** All groups, in the order in which people should read them. */
    static List<Group> groups() {
        return groupsOf(BackendContract.class);
    }

    /** The groups that a class examines, in the order in which people should read them. */
    static List<Group> groupsOf(Class<?> examining) {
        List<Group> groups = new ArrayList<>();
        for (Class<?> type = examining; type != null; type = type.getSuperclass()) {
            if (Contract.class.isAssignableFrom(type) && rulesOf(type).size() > 0) {
                groups.add(new Group(type, rulesOf(type), List.of()));
            }
            collect(type, List.of(), groups);
        }
        groups.sort(Comparator.comparingInt(Group::place));
        return groups;
    }

    /** The group to which a rule belongs. */
    static Group groupOf(String ruleId) {
        return groups().stream()
                .filter(group -> ruleId.startsWith(group.prefix() + "-"))
                .findFirst()
                .orElseThrow(() -> new AssertionError("There is no group for " + ruleId));
    }

    private static void collect(Class<?> aggregate, List<Class<?>> outer, List<Group> groups) {
        for (Class<?> member : aggregate.getDeclaredClasses()) {
            if (member.isAnnotationPresent(Nested.class)) {
                Class<?> contract = member.getSuperclass();
                List<Class<?>> path = new ArrayList<>(outer);
                path.add(member);
                if (Contract.class.isAssignableFrom(contract)) {
                    groups.add(new Group(contract, rulesOf(contract), path));
                } else {
                    collect(contract, path, groups);
                }
            }
        }
    }

    private static List<Rule> rulesOf(Class<?> contract) {
        return methodsOf(contract)
                .map(method -> method.getAnnotation(Rule.class))
                .sorted(Comparator.comparing(Rule::id))
                .toList();
    }

    static Stream<Method> methodsOf(Class<?> contract) {
        return Arrays.stream(contract.getDeclaredMethods()).filter(method -> method.isAnnotationPresent(Rule.class));
    }
}
