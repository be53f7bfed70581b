package io.alsek.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.alsek.redis.StandingOrders.Unseen;
import io.alsek.spi.ClaimedMessage;
import io.alsek.spi.Lease;
import io.alsek.spi.MessageKey;
import io.alsek.spi.QueuedMessage;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a session knows of its claims that stand, with notes and answers in any order. */
class StandingOrdersTest {

    private final StandingOrders orders = new StandingOrders();
    private final long order = StandingOrders.newToken();

    private void stands(long token, int lacking) {
        orders.expect(token);
        orders.answered(token, orders.inForce(), lacking, List.of());
    }

    private boolean bring(long token, int number) {
        return orders.bring(token | number, message(token, number));
    }

    private static ClaimedMessage message(long token, int number) {
        QueuedMessage message = new QueuedMessage("m" + number, "q", "t", 0, Instant.EPOCH, null, new byte[] {1, 2, 3});
        return new ClaimedMessage(message, lease(token, number), 0, 1, null);
    }

    private static Lease lease(long token, int number) {
        byte[] bytes = ByteBuffer.allocate(Long.BYTES).putLong(token | number).array();
        return Records.handedOver(new MessageKey("q", "m" + number), bytes, 0);
    }

    @Test
    void onlyWhatWasTakenCountsAsSeenSoThatTheServerCountsTheRest() {
        stands(order, 3);
        assertThat(bring(order, 1)).isTrue();
        assertThat(orders.takeBrought()).hasSize(1);
        assertThat(bring(order, 2)).isTrue();

        assertThat(orders.seen(order)).isEqualTo(1);

        orders.answered(0, order, 0, List.of(new Unseen(2, lease(order, 2))));
        assertThat(orders.untold()).isEmpty();
        assertThat(orders.takeBrought()).hasSize(1);
    }

    @Test
    void aMessageThatIsToldTwiceCountsOnce() {
        stands(order, 3);
        assertThat(bring(order, 1)).isTrue();
        assertThat(bring(order, 1)).isFalse();
        orders.answered(0, order, 0, List.of(new Unseen(2, lease(order, 2))));

        assertThat(bring(order, 2)).isFalse();
        assertThat(orders.untold()).containsExactly(lease(order, 2));
    }

    @Test
    void aClaimMayDoWithWhatHasComeOnlyIfNoMoreComesThanItLacks() {
        assertThat(orders.stillBring(10)).isFalse();
        stands(order, 3);
        bring(order, 1);
        orders.takeBrought();
        assertThat(orders.stillBring(2)).isTrue();
        assertThat(orders.stillBring(1)).isFalse();

        bring(order, 2); // just now: it will come on top of what was taken

        assertThat(orders.stillBring(2)).isTrue();
        assertThat(orders.stillBring(1)).isFalse();
    }

    @Test
    void theEndGivesBackWhatNobodyWasGiven() {
        stands(order, 4);
        bring(order, 1);
        orders.takeBrought();
        bring(order, 2);

        List<Lease> left = orders.end(
                order,
                List.of(
                        new Unseen(1, lease(order, 1)),
                        new Unseen(2, lease(order, 2)),
                        new Unseen(3, lease(order, 3))));

        assertThat(left).containsExactlyInAnyOrder(lease(order, 2), lease(order, 3));
        assertThat(bring(order, 4)).isFalse();
    }

    @Test
    void notesOfACallWhoseAnswerIsNotHereYetAreNotLost() {
        orders.expect(order);

        assertThat(bring(order, 1)).isTrue();
        orders.answered(order, 0, 2, List.of());

        assertThat(orders.takeBrought()).hasSize(1);
        assertThat(orders.seen(order)).isEqualTo(1);
    }
}
