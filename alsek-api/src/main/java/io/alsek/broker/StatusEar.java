package io.alsek.broker;

import io.alsek.spi.ChannelListener;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Hears updates and, where some may have been missed, reads the present one. Tells none twice in a row. */
final class StatusEar implements ChannelListener {

    private final Supplier<Optional<StatusUpdate>> present;
    private final Consumer<StatusUpdate> listener;

    /** Guarded by this. */
    private @Nullable StatusUpdate last;

    StatusEar(Supplier<Optional<StatusUpdate>> present, Consumer<StatusUpdate> listener) {
        this.present = present;
        this.listener = listener;
    }

    @Override
    public void onMessage(byte[] payload) {
        tell(StatusUpdate.decode(payload));
    }

    @Override
    public void onGap() {
        present.get().ifPresent(this::tell);
    }

    private synchronized void tell(StatusUpdate update) {
        if (!update.equals(last)) {
            last = update;
            listener.accept(update);
        }
    }
}
