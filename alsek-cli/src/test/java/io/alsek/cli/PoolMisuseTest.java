package io.alsek.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is refused before anything is connected or started: there is no Redis where these look. */
class PoolMisuseTest {

    private final Program program = new Program().with("ALSEK_REDIS", "redis://127.0.0.1:1");

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            thread-pool com.example.maths --threads 0                                      | --threads must be from 1
            thread-pool com.example.maths --threads -3                                     | --threads must be from 1
            thread-pool com.example.maths --threads many                                   | Invalid value for option '--threads'
            thread-pool com.example.maths --slots 3                                        | Unknown option: '--slots'
            process-pool com.example.maths --processes 2 --process-floor 3                  | the floor is 3 and the ceiling 2
            process-pool com.example.maths --threads 0                                      | must be positive
            process-pool com.example.maths --tasks none                                     | --tasks names "none"
            async-pool com.example.maths --slots 0                                         | --slots must be from 1
            thread-pool com.example.maths --queues a,b,a                                   | --queues names "a" twice
            thread-pool com.example.maths --queues a,,b                                    | --queues has an empty name
            thread-pool com.example.maths --tasks add,none                                 | --tasks names "none", but there are only
            thread-pool com.example.maths --tasks whereAmI,negate                          | but none of the tasks that it is to take has it: [whereAmI, negate]
            async-pool com.example.maths --tasks double                                    | --tasks names "double", but there are only [negate]
            thread-pool com.example.maths --consumer-backoff-floor 5s --consumer-backoff-ceiling 1s | must not exceed
            thread-pool com.example.maths --consumer-backoff-factor soon                   | "soon" is not a duration
            thread-pool com.example.maths --lease 1ms                                      | The lease must be at least
            thread-pool com.example.maths --redis ftp://localhost                          | not a URL of Redis
            thread-pool com.example.maths --class-path /no/such/directory                  | There is no /no/such/directory
            thread-pool com.exmaple.maths                                                  | There is no package com.exmaple.maths
            thread-pool com/example/maths                                                  | is not the name of a package
            thread-pool io.alsek.cli                                                       | There are no tasks among
            thread-pool                                                                    | Missing required parameter: 'PACKAGE'
            """)
    void aPoolThatMakesNoSenseIsRefused(String arguments, String reason) {
        assertThat(program.run(arguments.strip().split(" "))).isEqualTo(2);
        assertThat(program.err()).contains(reason);
        assertThat(program.out()).isEmpty();
    }

    @Test
    void anAsyncPoolCanTakeItsTasksInOrderBesidesTasksOfOtherPools() {
        assertThat(program.run("async-pool", "com.example.maths", "--task-specific-mode"))
                .isEqualTo(1);
        assertThat(program.err()).as("only the server is missing").contains("is it running");
    }

    @Test
    void completionKnowsAllCommands() {
        assertThat(program.run("completion")).isZero();
        assertThat(program.out()).contains("#!/usr/bin/env bash", "thread-pool", "--consumer-backoff-ceiling", "dlq");
    }

    @Test
    void tasksAreListed() {
        assertThat(program.run("tasks", "com.example.maths")).isZero();
        assertThat(program.out())
                .containsSubsequence(
                        "TASK", "add", "the method com.example.maths.MathTasks.add", "double", "MathTasks.DOUBLING");
        assertThat(program.run("tasks", "com.example.maths", "--json")).isZero();
        assertThat(program.out()).contains("\"name\":\"negate\"", "\"mechanism\":\"ASYNC\"", "\"maxRetries\":3");
    }
}
