package io.alsek.test;

/** Why the harness stopped running tasks. */
public enum StopReason {
    /** Nothing more was due. */
    IDLE,
    /** The bound on executions was reached while more was due: tasks may be submitting each other for ever. */
    MAX_EXECUTIONS,
    /** An attempt failed, and it was told to stop then: {@link DrainOptions#stopAtFailure}. */
    FAILURE,
    /** Only what is due later than the bound on virtual time was left. */
    MAX_TIME,
    /** The backend is down, by script: see {@link Faults}. */
    BACKEND_DOWN
}
