package io.alsek.task;

import static org.assertj.core.api.Assertions.assertThat;

import io.alsek.message.Arguments;
import io.alsek.message.Backoff;
import io.alsek.message.Mechanism;
import io.alsek.message.Tracking;
import io.alsek.message.TypeRef;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** What task an annotated method becomes, what is taken from its signature, and where it is found. */
@SuppressWarnings("unused") // the methods of the fixtures are found through reflection
class AnnotatedDefinitionTest {

    private static Task<Arguments, ?> only(Object owner) {
        List<BoundTask<Arguments, ?>> tasks = AnnotatedTasks.of(owner);
        assertThat(tasks).hasSize(1);
        return tasks.get(0).task();
    }

    @Nested
    class Settings {

        @Test
        void areThoseOfATaskBuilderByDefault() {
            Task<Arguments, ?> task = only(new Object() {
                @AlsekTask
                int count() {
                    return 0;
                }
            });
            Task<Arguments, Integer> built =
                    Task.named("count").arguments().output(Integer.class).build();

            assertThat(task.allNames()).containsExactly("count");
            assertThat(task.inputType()).isEqualTo(Arguments.class);
            assertThat(task.outputType()).isEqualTo(Integer.class);
            assertThat(task.queue()).isEqualTo(built.queue());
            assertThat(task.maxRetries()).isEqualTo(built.maxRetries());
            assertThat(task.settings()).isEqualTo(built.settings());
            assertThat(task.timeToLive()).isEqualTo(built.timeToLive());
            assertThat(task.keywordsOnly()).isFalse();
        }

        @Test
        void areThoseOfTheAnnotation() {
            Task<Arguments, ?> task = only(new Object() {
                @AlsekTask(
                        name = "count all",
                        aliases = {"tally", "number"},
                        queue = "math_ops",
                        maxRetries = 7,
                        backoff = "linear PT2S",
                        timeout = "PT30S",
                        timeToLive = "PT10M",
                        priority = 4,
                        mechanism = Mechanism.PROCESS,
                        mainThread = true,
                        resultTtl = "P2D",
                        trackStatus = true,
                        keywordsOnly = true)
                int count() {
                    return 0;
                }
            });

            assertThat(task.allNames()).containsExactly("count all", "number", "tally");
            assertThat(task.queue()).isEqualTo("math_ops");
            assertThat(task.maxRetries()).hasValue(7);
            assertThat(task.settings().backoff())
                    .isEqualTo(Backoff.linear(Duration.ofSeconds(2)).settings());
            assertThat(task.settings().timeout()).hasSeconds(30);
            assertThat(task.timeToLive()).hasMinutes(10);
            assertThat(task.settings().priority()).isEqualTo(4);
            assertThat(task.settings().mechanism()).isEqualTo(Mechanism.PROCESS);
            assertThat(task.settings().mainThread()).isTrue();
            assertThat(task.settings().tracking()).isEqualTo(new Tracking(true, Duration.ofDays(2), true, true));
            assertThat(task.keywordsOnly()).isTrue();
        }

        @Test
        void canBeForEver() {
            Task<Arguments, ?> task = only(new Object() {
                @AlsekTask(maxRetries = -1, backoff = "none", timeToLive = "forever", resultTtl = "forever")
                int count() {
                    return 0;
                }
            });

            assertThat(task.maxRetries()).isEmpty();
            assertThat(task.settings().backoff()).isEqualTo(Backoff.none().settings());
            assertThat(task.timeToLive()).isNull();
            assertThat(task.settings().tracking()).isEqualTo(new Tracking(true, null, false, true));
        }

        @Test
        void canDoWithoutTheResult() {
            Task<Arguments, ?> task = only(new Object() {
                @AlsekTask(storeResult = false)
                int count() {
                    return 0;
                }
            });

            assertThat(task.outputType()).isEqualTo(Integer.class);
            assertThat(task.settings().tracking()).isEqualTo(Tracking.NONE);
        }
    }

    @Nested
    class ReturnTypes {

        private static final class Shop {
            @AlsekTask
            void nothing() {}

            @AlsekTask
            boolean primitive() {
                return true;
            }

            @AlsekTask
            Map<String, List<Integer>> generic() {
                return Map.of();
            }

            @AlsekTask
            CompletableFuture<List<String>> future() {
                return CompletableFuture.completedFuture(List.of());
            }

            @AlsekTask
            CompletionStage<Void> stageOfNothing() {
                return CompletableFuture.completedFuture(null);
            }

            @AlsekTask
            CompletionStage<? extends Number> stageOfSomething() {
                return CompletableFuture.completedFuture(1);
            }
        }

        @Test
        void areTheOutputTypes() {
            assertThat(AnnotatedTasks.of(new Shop()))
                    .extracting(bound -> bound.task().name() + ": "
                            + bound.task().outputType().getTypeName() + (bound.isAsync() ? ", async" : ""))
                    .containsExactly(
                            "future: java.util.List<java.lang.String>, async",
                            "generic: java.util.Map<java.lang.String, java.util.List<java.lang.Integer>>",
                            "nothing: java.lang.Void",
                            "primitive: java.lang.Boolean",
                            "stageOfNothing: java.lang.Void, async",
                            "stageOfSomething: java.lang.Number, async");
        }

        @Test
        void withoutAResultThereIsNothingToStore() {
            assertThat(AnnotatedTasks.of(new Shop()))
                    .filteredOn(bound -> bound.task().outputType() == Void.class)
                    .hasSize(2)
                    .allSatisfy(bound ->
                            assertThat(bound.task().settings().tracking()).isEqualTo(Tracking.NONE));
        }

        @Test
        void keepTheirTypeArguments() {
            assertThat(only(new Object() {
                                @AlsekTask
                                List<String> names() {
                                    return List.of();
                                }
                            })
                            .outputType())
                    .isEqualTo(new TypeRef<List<String>>() {}.type());
        }
    }

    @Nested
    class WhereMethodsAreFound {

        abstract static class Base {
            @AlsekTask
            String inherited() {
                return "base";
            }

            @AlsekTask
            abstract String declared();

            @AlsekTask(name = "old name")
            String renamed() {
                return "base";
            }
        }

        static final class Derived extends Base {
            @Override
            String inherited() {
                return "derived";
            }

            @Override
            String declared() {
                return "derived";
            }

            @Override
            @AlsekTask(name = "new name")
            String renamed() {
                return "derived";
            }

            @AlsekTask
            static String fixed() {
                return "static";
            }

            String plain() {
                return "not a task";
            }
        }

        static final class Statics {
            @AlsekTask
            static String fixed() {
                return "static";
            }
        }

        @Test
        void objectsHaveTheirOwnAndInheritedAndStaticOnes() throws Exception {
            List<BoundTask<Arguments, ?>> tasks = AnnotatedTasks.of(new Derived());

            assertThat(tasks)
                    .extracting(bound -> bound.task().name())
                    .containsExactly("declared", "fixed", "inherited", "new name");
            for (BoundTask<Arguments, ?> bound : tasks) {
                assertThat(bound.call(Arguments.NONE)).isNotEqualTo("base");
            }
        }

        @Test
        void classesHaveStaticOnes() throws Exception {
            assertThat(AnnotatedTasks.of(Statics.class).get(0).call(Arguments.NONE))
                    .isEqualTo("static");
        }

        @Test
        void objectsAndClassesCanBeMixed() {
            assertThat(AnnotatedTasks.of(Statics.class, new ReturnTypes.Shop()))
                    .hasSize(7)
                    .extracting(bound -> bound.task().name())
                    .isSorted();
        }
    }
}
