package io.alsek.discovery;

import io.alsek.task.AlsekTask;
import io.alsek.task.BoundTask;
import io.alsek.task.Task;
import io.github.classgraph.ClassInfo;
import io.github.classgraph.ScanResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Looks through the class files of one package and those below it. */
final class PackageScan {

    private static final Set<String> TASK_VALUES = Set.of(descriptor(BoundTask.class), descriptor(Task.class));

    private final PackagePattern wanted;
    private final ScanResult scan;
    private final List<ClassInfo> classes = new ArrayList<>();

    PackageScan(PackagePattern wanted, ScanResult scan) {
        this.wanted = wanted;
        this.scan = scan;
        for (ClassInfo each : scan.getAllClasses()) {
            if (wanted.includes(each.getPackageName())) {
                classes.add(each);
            }
        }
    }

    private static String descriptor(Class<?> type) {
        return "L" + type.getName().replace('.', '/') + ";";
    }

    void gather(Providers providers, Gathering gathering) {
        int tasks = 0;
        Set<String> owners = new TreeSet<>();
        for (ClassInfo each : classes) {
            if (hasTaskValues(each)) {
                Class<?> type = load(each);
                tasks += gathering.add("fields of " + type.getName(), () -> TaskFields.of(type, gathering));
            }
            if (hasTaskMethods(each)) {
                addOwners(each, owners);
            }
        }
        tasks += providers.gather(wanted, gathering); // before the methods, since it may supply theirs
        for (String owner : owners) {
            Class<?> type = load(scan.getClassInfo(owner));
            tasks += gathering.add("methods of " + owner, () -> TaskMethods.of(type, gathering));
        }
        if (tasks == 0) {
            throw new DiscoveryException(nothingFound(gathering));
        }
    }

    private String nothingFound(Gathering gathering) {
        if (classes.isEmpty()) {
            return "There is no package " + wanted + " with classes on the class path or the module path."
                    + " Give the name of a package, not of a class, and the class path on which it is";
        }
        String found = classes.size() == 1 ? "the one class" : "the " + classes.size() + " classes";
        List<String> declared = gathering.declaredIn(wanted);
        String hint = declared.isEmpty()
                ? "A task is a static field of type BoundTask, a method annotated with @AlsekTask, or supplied by a"
                        + " TaskProvider that is registered as a service"
                : "There are tasks without a function (" + String.join(", ", declared)
                        + "): bind one with handledBy(...) and keep the BoundTask in a static field";
        return "There are no tasks among " + found + " of the package " + wanted + ". " + hint;
    }

    private static boolean hasTaskValues(ClassInfo type) {
        return type.getDeclaredFieldInfo().stream()
                .anyMatch(field -> field.isStatic() && TASK_VALUES.contains(field.getTypeDescriptorStr()));
    }

    private static boolean hasTaskMethods(ClassInfo type) {
        return type.hasDeclaredMethodAnnotation(AlsekTask.class.getName());
    }

    /** The methods of an abstract class are those of the objects of its subclasses. */
    private void addOwners(ClassInfo type, Set<String> owners) {
        boolean needsObject = type.getDeclaredMethodInfo().stream()
                .anyMatch(method -> !method.isStatic() && method.hasAnnotation(AlsekTask.class.getName()));
        if (!needsObject || !type.isAbstract()) {
            owners.add(type.getName());
            return;
        }
        List<String> subclasses = type.getSubclasses().stream()
                .filter(each -> !each.isAbstract() && wanted.includes(each.getPackageName()))
                .map(ClassInfo::getName)
                .toList();
        if (subclasses.isEmpty()) {
            throw new DiscoveryException("The class " + type.getName()
                    + " has methods annotated with @AlsekTask, but is abstract, and the package " + wanted
                    + " has no class that extends it; make the methods static, or add such a class");
        }
        owners.addAll(subclasses);
    }

    private static Class<?> load(ClassInfo type) {
        try {
            return type.loadClass();
        } catch (IllegalArgumentException | LinkageError e) {
            throw Unusable.because("The class " + type.getName() + " cannot be loaded", e);
        }
    }
}
