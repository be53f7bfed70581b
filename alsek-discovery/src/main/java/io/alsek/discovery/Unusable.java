package io.alsek.discovery;

/** Says what is the matter with a class in terms of its author. */
final class Unusable {

    private Unusable() {}

    /** Runs the static initializers of a class, which may throw anything. */
    static void initialize(Class<?> type) {
        try {
            Class.forName(type.getName(), true, type.getClassLoader());
        } catch (VirtualMachineError e) {
            throw e;
        } catch (ClassNotFoundException | Error e) {
            throw because("The class " + type.getName() + " cannot be initialized", e);
        }
    }

    static DiscoveryException because(String what, Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return new DiscoveryException(what + ": " + reason(root, failure), failure);
    }

    private static String reason(Throwable root, Throwable failure) {
        if (String.valueOf(failure.getMessage()).startsWith("Could not initialize class")) {
            return "its static initializer failed before";
        }
        if (root instanceof NoClassDefFoundError || root instanceof ClassNotFoundException) {
            String name = String.valueOf(root.getMessage()).replace('/', '.');
            return "it needs the class " + name + ", which is not on the class path";
        }
        boolean isThrown = failure instanceof ExceptionInInitializerError || !(failure instanceof LinkageError);
        return isThrown ? "its static initializer threw " + root : root.toString();
    }
}
