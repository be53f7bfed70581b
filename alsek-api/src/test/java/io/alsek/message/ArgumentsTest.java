package io.alsek.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ArgumentsTest {

    @Test
    void arePositionalOrNamedOrBoth() {
        assertThat(Arguments.of(1, "two")).isEqualTo(new Arguments(List.of(1, "two"), Map.of()));
        assertThat(Arguments.named(Map.of("a", 1))).isEqualTo(new Arguments(List.of(), Map.of("a", 1)));
        assertThat(Arguments.of(1).with("b", 2)).isEqualTo(new Arguments(List.of(1), Map.of("b", 2)));
        assertThat(Arguments.of()).isEqualTo(Arguments.NONE);
    }

    @Test
    void mayBeNull() {
        Arguments arguments = Arguments.of(1, null).with("b", null);

        assertThat(arguments.args()).containsExactly(1, null);
        assertThat(arguments.kwargs()).containsEntry("b", null);
    }

    @Test
    void aSingleNullIsOneArgument() {
        assertThat(Arguments.of((Object) null).args()).containsExactly((Object) null);
    }

    @Test
    void areCopiedAndCannotBeChangedAfterwards() {
        List<Object> args = new ArrayList<>(List.of(1));
        Map<String, Object> kwargs = new LinkedHashMap<>(Map.of("a", 1));
        Arguments arguments = new Arguments(args, kwargs);
        args.clear();
        kwargs.clear();

        assertThat(arguments).isEqualTo(Arguments.of(1).with("a", 1));
        assertThat(arguments.args()).isUnmodifiable();
        assertThat(arguments.kwargs()).isUnmodifiable();
    }

    @Test
    void ofOneNameTheLastOneCounts() {
        assertThat(Arguments.NONE.with("a", 1).with("a", 2).kwargs()).isEqualTo(Map.of("a", 2));
    }

    @Test
    void needNamesThatCanBeSeen() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Arguments.NONE.with("", 1))
                .withMessage("The argument name must not be empty");
    }
}
