package io.alsek.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NamesTest {

    @ParameterizedTest
    @ValueSource(strings = {"a", "math_ops", "com.example:add/{1}", "日本語 🙂", " with spaces "})
    void charactersOfAnyKindAreFine(String name) {
        assertThat(Names.check("queue name", name)).isSameAs(name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\t\n"})
    void aNameHasAtLeastOneCharacterThatCanBeSeen(String name) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Names.check("queue name", name))
                .withMessage("The queue name must not be empty");
    }

    @Test
    void aNameHasAtMostTwoHundredCharacters() {
        String longest = "x".repeat(200);

        assertThat(Names.check("task name", longest)).isEqualTo(longest);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Names.check("task name", longest + "y"))
                .withMessage(
                        "The task name has 201 characters, but at most 200 are allowed: \"" + "x".repeat(40) + "…\"");
    }
}
