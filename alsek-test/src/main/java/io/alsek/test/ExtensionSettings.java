package io.alsek.test;

import java.lang.annotation.Annotation;
import java.lang.reflect.AnnotatedElement;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ExtensionContext;

/** What the extension is told by its builder, or by {@link AlsekTest}. */
record ExtensionSettings(HarnessBuilder harness, OnUnexpectedFailure onUnexpectedFailure, OnPending onPending) {

    /** Those of the nearest annotation: on the method, its class, or a class around it. */
    static ExtensionSettings of(ExtensionContext context) {
        AlsekTest found = nearest(context);
        if (found == null) {
            return new ExtensionSettings(AlsekHarness.builder(), OnUnexpectedFailure.FAIL_TEST, OnPending.IGNORE);
        }
        HarnessBuilder harness = AlsekHarness.builder()
                .dispatch(found.dispatch())
                .time(found.time())
                .backend(BackendInvocations.make(found.backend()))
                .startAt(instant(found.startAt()))
                .tolerate(found.tolerate())
                .seed(found.seed())
                .maxExecutions(found.maxExecutions());
        return new ExtensionSettings(harness, found.onUnexpectedFailure(), found.onPending());
    }

    private static Instant instant(String text) {
        try {
            return Instant.parse(text);
        } catch (DateTimeParseException e) {
            throw new ExtensionConfigurationException(
                    "@AlsekTest(startAt = \"" + text + "\") is no instant, such as 2030-01-01T00:00:00Z", e);
        }
    }

    private static @Nullable AlsekTest nearest(ExtensionContext context) {
        for (Optional<ExtensionContext> at = Optional.of(context);
                at.isPresent();
                at = at.get().getParent()) {
            AlsekTest found = at.get().getElement().map(ExtensionSettings::on).orElse(null);
            if (found != null) {
                return found;
            }
        }
        return null;
    }

    private static @Nullable AlsekTest on(AnnotatedElement element) {
        return find(element, AlsekTest.class);
    }

    /** The annotation of an element, its own or one of its annotations'. */
    static <A extends Annotation> @Nullable A find(AnnotatedElement element, Class<A> type) {
        return find(element, type, new HashSet<>());
    }

    private static <A extends Annotation> @Nullable A find(
            AnnotatedElement element, Class<A> type, Set<AnnotatedElement> seen) {
        A direct = element.getAnnotation(type);
        if (direct != null) {
            return direct;
        }
        for (Annotation annotation : element.getAnnotations()) {
            if (seen.add(annotation.annotationType())) {
                A indirect = find(annotation.annotationType(), type, seen);
                if (indirect != null) {
                    return indirect;
                }
            }
        }
        return null;
    }
}
