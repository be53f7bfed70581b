package io.alsek.redis;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.alsek.spi.ChannelListener;
import io.alsek.spi.EventBus;
import io.alsek.spi.Publication;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Notes by publish and subscribe. */
final class RedisEvents implements EventBus {

    private static final Logger LOG = LoggerFactory.getLogger(RedisEvents.class);
    private static final int MOST_AT_ONCE = 500;
    private static final Script PUBLISH = new Script("publish");

    private final Space space;

    RedisEvents(Space space) {
        this.space = space;
    }

    @Override
    public void publish(List<Publication> publications) {
        space.ensureOpen();
        // All by one node, so that they arrive in this order.
        List<byte[]> key = List.of(space.keys().format());
        for (int from = 0; from < publications.size(); from += MOST_AT_ONCE) {
            List<byte[]> args = new ArrayList<>();
            for (Publication each : publications.subList(from, Math.min(publications.size(), from + MOST_AT_ONCE))) {
                args.add(space.keys().channel(each.channel()));
                args.add(each.payload());
            }
            space.link().run(PUBLISH, key, args);
        }
    }

    @Override
    public Registration subscribe(String channel, ChannelListener listener) {
        space.ensureOpen();
        AtomicBoolean ended = new AtomicBoolean();
        AutoCloseable subscription = space.link()
                .listen(
                        space.keys().channel(channel),
                        payload -> {
                            if (!ended.get()) {
                                listener.onMessage(payload);
                            }
                        },
                        () -> {
                            if (!ended.get()) {
                                listener.onGap();
                            }
                        });
        return () -> {
            if (ended.compareAndSet(false, true)) {
                try {
                    subscription.close();
                } catch (Exception e) {
                    LOG.debug(
                            "The subscription to {} could not be ended",
                            new String(space.keys().channel(channel), ISO_8859_1),
                            e);
                }
            }
        };
    }
}
