package io.alsek.test.contract;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.alsek.spi.Effects;
import io.alsek.spi.Publication;
import io.alsek.spi.ValueWrite;
import java.util.Arrays;
import java.util.List;

/** Short ways to say what shall happen together with a transition. */
final class EffectsOf {

    private EffectsOf() {}

    static Effects value(String key, String value) {
        return writes(ValueWrite.of(key, value.getBytes(UTF_8), null));
    }

    static Effects writes(ValueWrite... writes) {
        return new Effects(List.of(writes), List.of(), List.of());
    }

    static Effects successors(Draft... drafts) {
        return new Effects(
                List.of(), Arrays.stream(drafts).map(Draft::toMessage).toList(), List.of());
    }

    static Effects publication(String channel, String payload) {
        return new Effects(List.of(), List.of(), List.of(new Publication(channel, payload.getBytes(UTF_8))));
    }

    /** A value under {@code key} and a successor. */
    static Effects both(String key, String value, Draft successor) {
        return new Effects(
                List.of(ValueWrite.of(key, value.getBytes(UTF_8), null)), List.of(successor.toMessage()), List.of());
    }
}
