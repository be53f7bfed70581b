package io.alsek.task;

import io.alsek.message.Arguments;
import io.alsek.message.Backoff;
import java.lang.invoke.MethodType;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.WildcardType;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Reads a task out of an annotated method. */
final class AnnotatedDefinition {

    private static final String FOREVER = "forever";

    private final Method method;
    private final AlsekTask annotation;

    AnnotatedDefinition(Method method) {
        this.method = method;
        this.annotation = Objects.requireNonNull(method.getAnnotation(AlsekTask.class));
    }

    boolean isAsync() {
        return CompletionStage.class.isAssignableFrom(method.getReturnType());
    }

    Task<Arguments, Object> task() {
        TaskBuilder<Arguments, Object> task = Task.named(
                        annotation.name().isEmpty() ? method.getName() : annotation.name())
                .arguments()
                .<Object>outputOf(outputType())
                .queue(annotation.queue())
                .priority(annotation.priority())
                .mechanism(annotation.mechanism());
        for (String alias : annotation.aliases()) {
            task.alias(alias);
        }
        if (annotation.maxRetries() < -1) {
            throw new IllegalArgumentException("maxRetries must not be negative, but is " + annotation.maxRetries()
                    + "; -1 stands for any number");
        } else if (annotation.maxRetries() == -1) {
            task.retryForever(backoff());
        } else {
            task.retry(annotation.maxRetries(), backoff());
        }
        if (!annotation.timeout().isEmpty()) {
            task.timeout(duration("timeout", annotation.timeout()));
        }
        if (annotation.timeToLive().equals(FOREVER)) {
            task.neverExpires();
        } else if (!annotation.timeToLive().isEmpty()) {
            task.timeToLive(duration("timeToLive", annotation.timeToLive()));
        }
        return withFlags(task).build();
    }

    private TaskBuilder<Arguments, Object> withFlags(TaskBuilder<Arguments, Object> task) {
        String resultTtl = annotation.resultTtl();
        if (!annotation.storeResult() || task.outputType == Void.class) {
            if (!resultTtl.isEmpty()) {
                throw new IllegalArgumentException("resultTtl makes no sense where no result is stored");
            }
            task.discardResult();
        } else if (resultTtl.equals(FOREVER)) {
            task.storeResultForever();
        } else if (!resultTtl.isEmpty()) {
            task.storeResult(duration("resultTtl", resultTtl));
        }
        if (annotation.trackStatus()) {
            task.trackStatus();
        }
        if (annotation.mainThread()) {
            task.mainThread();
        }
        if (annotation.maxConcurrency() != 0) {
            task.maxConcurrency(annotation.maxConcurrency());
        }
        return annotation.keywordsOnly() ? task.keywordsOnly() : task;
    }

    private Type outputType() {
        Type type = method.getGenericReturnType();
        if (isAsync()) {
            if (!(type instanceof ParameterizedType stage)) {
                throw new IllegalArgumentException(
                        "it returns a " + method.getReturnType().getSimpleName()
                                + " without the type of the result; return a CompletionStage<…>");
            }
            Type result = stage.getActualTypeArguments()[0];
            type = result instanceof WildcardType wildcard ? wildcard.getUpperBounds()[0] : result;
        }
        String gap = PayloadTypes.gapIn(type);
        if (gap != null) {
            throw new IllegalArgumentException("its return type is incomplete: " + gap);
        }
        return type instanceof Class<?> c ? MethodType.methodType(c).wrap().returnType() : type;
    }

    private Backoff backoff() {
        String[] words = annotation.backoff().split(" ", 2);
        @Nullable Duration given = words.length == 1 ? null : duration("backoff", words[1]);
        @Nullable
        Backoff backoff = switch (words[0]) {
            case "none" -> given == null ? Backoff.none() : null;
            case "constant" -> given == null ? Backoff.constant() : Backoff.constant(given);
            case "linear" -> given == null ? Backoff.linear() : Backoff.linear(given);
            case "exponential" -> given == null ? Backoff.exponential() : Backoff.exponential(given);
            default -> null;
        };
        if (backoff != null) {
            return backoff;
        }
        throw new IllegalArgumentException("backoff must be none, constant, linear or exponential, the latter three"
                + " with a duration if need be, but is \"" + annotation.backoff() + "\"");
    }

    private static Duration duration(String what, String text) {
        try {
            return Duration.parse(text);
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException(
                    what + " must be a duration in ISO 8601, such as PT30S, but is \"" + text + "\"", e);
        }
    }
}
