package io.alsek.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TypeRefTest {

    /** Keeps the type argument from being written where it is made. */
    private abstract static class Indirect<T> extends TypeRef<T> {}

    @Test
    void knowsItsTypeArguments() {
        assertThat(new TypeRef<List<String>>() {}).hasToString("java.util.List<java.lang.String>");
        assertThat(new TypeRef<String>() {}.type()).isEqualTo(String.class);
    }

    @Test
    void isEqualToAnotherOfTheSameType() {
        assertThat(new TypeRef<List<String>>() {})
                .isEqualTo(new TypeRef<List<String>>() {})
                .hasSameHashCodeAs(new TypeRef<List<String>>() {})
                .isNotEqualTo(new TypeRef<Set<String>>() {});
    }

    @Test
    @SuppressWarnings("rawtypes") // the mistake in question
    void withoutATypeArgumentItSaysHowToWriteOne() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new TypeRef() {})
                .withMessage("A TypeRef must be made as a direct anonymous subclass with a type argument, such as"
                        + " new TypeRef<List<String>>() {}");
        assertThatIllegalArgumentException().isThrownBy(() -> new Indirect<String>() {});
    }
}
