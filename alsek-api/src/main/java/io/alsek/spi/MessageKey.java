package io.alsek.spi;

/**
 * Where a message lives: an id is unique within its queue.
 *
 * @param queue the queue's name, not empty
 * @param id the message's id, not empty
 */
public record MessageKey(String queue, String id) {

    /** Checks that both parts are there. */
    public MessageKey {
        if (queue.isEmpty()) {
            throw new IllegalArgumentException("queue must not be empty (message id \"" + id + "\")");
        }
        if (id.isEmpty()) {
            throw new IllegalArgumentException("id must not be empty (queue \"" + queue + "\")");
        }
    }

    @Override
    public String toString() {
        return queue + "/" + id;
    }
}
