package io.alsek.process;

import io.alsek.message.Serializer;
import io.alsek.message.TypeRef;
import io.alsek.spi.DeadLetter;
import io.alsek.spi.Extension;
import io.alsek.spi.LeaseState;
import io.alsek.spi.LockGrant;
import io.alsek.spi.LockRequest;
import io.alsek.spi.MessageKey;
import io.alsek.spi.Publication;
import io.alsek.spi.StoredMessage;
import io.alsek.spi.Submission;
import io.alsek.spi.SubmitOutcome;
import io.alsek.spi.ValueWrite;
import io.alsek.spi.WithdrawOutcome;
import io.alsek.spi.Withdrawal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a child may ask of its parent's backend: as much as a handler can reach through its context. */
@SuppressWarnings("ImmutableEnumChecker") // a type token is immutable, but nobody tells the checker
enum StoreRequest {
    SUBMIT(new TypeRef<List<Submission>>() {}, new TypeRef<List<SubmitOutcome>>() {}),
    EXTEND(new TypeRef<List<Extension>>() {}, new TypeRef<List<LeaseState>>() {}),
    WITHDRAW(new TypeRef<List<Withdrawal>>() {}, new TypeRef<List<WithdrawOutcome>>() {}),
    FIND(new TypeRef<List<MessageKey>>() {}, new TypeRef<List<StoredMessage>>() {}),
    FIND_DEAD(new TypeRef<List<MessageKey>>() {}, new TypeRef<List<DeadLetter>>() {}),
    VALUES_GET(new TypeRef<List<String>>() {}, new TypeRef<Map<String, byte[]>>() {}),
    VALUES_EXISTING(new TypeRef<List<String>>() {}, new TypeRef<Set<String>>() {}),
    VALUES_SET(new TypeRef<List<ValueWrite>>() {}, new TypeRef<List<Boolean>>() {}),
    VALUES_TAKE(new TypeRef<List<String>>() {}, new TypeRef<Map<String, byte[]>>() {}),
    VALUES_DELETE(new TypeRef<List<String>>() {}, new TypeRef<Integer>() {}),
    PUBLISH(new TypeRef<List<Publication>>() {}, new TypeRef<Integer>() {}),
    SUBSCRIBE(new TypeRef<Channel>() {}, new TypeRef<Integer>() {}),
    UNSUBSCRIBE(new TypeRef<Channel>() {}, new TypeRef<Integer>() {}),
    LOCK_ACQUIRE(new TypeRef<LockRequest>() {}, new TypeRef<List<LockGrant>>() {}),
    LOCK_RENEW(new TypeRef<Hold>() {}, new TypeRef<Boolean>() {}),
    LOCK_RELEASE(new TypeRef<Hold>() {}, new TypeRef<Boolean>() {}),
    LOCK_HOLDERS(new TypeRef<String>() {}, new TypeRef<List<LockGrant>>() {});

    private final TypeRef<?> question;
    private final TypeRef<?> answer;

    StoreRequest(TypeRef<?> question, TypeRef<?> answer) {
        this.question = question;
        this.answer = answer;
    }

    /**
     * What is to be listened to.
     *
     * @param name the channel's name
     * @param registration the child's number for this subscription, which its notes bear
     */
    record Channel(String name, long registration) {}

    /**
     * Who holds which lock.
     *
     * @param name the lock's name
     * @param owner who holds it
     * @param ttl for how long from now
     */
    record Hold(String name, String owner, Duration ttl) {}

    byte[] encodeQuestion(Object value) {
        return Serializer.cbor().serialize(value, question.type());
    }

    Object decodeQuestion(byte[] bytes) {
        return required(Serializer.cbor().deserialize(bytes, question.type()));
    }

    byte[] encodeAnswer(Object value) {
        return Serializer.cbor().serialize(value, answer.type());
    }

    Object decodeAnswer(byte[] bytes) {
        return required(Serializer.cbor().deserialize(bytes, answer.type()));
    }

    private Object required(@Nullable Object value) {
        if (value == null) {
            throw new IllegalStateException("Nothing came where " + this + " needs something");
        }
        return value;
    }
}
