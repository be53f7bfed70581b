package io.alsek.message;

/** The fields of the wire format. A number that was ever used keeps its meaning for ever. */
final class Tag {

    static final int CREATED_AT = 1;
    static final int DELAY = 2;
    static final int TIME_TO_LIVE = 3;
    static final int TIMEOUT = 4;
    static final int MECHANISM = 5;
    static final int FLAGS = 6;
    static final int RESULT_TTL = 7;
    static final int BACKOFF = 8;
    static final int METADATA = 9;
    static final int PAYLOAD_TYPE = 10;
    static final int PAYLOAD = 11;
    static final int PROGENITOR_ID = 12;
    static final int PREVIOUS_ID = 13;
    static final int PREVIOUS_RESULT_TYPE = 14;
    static final int PREVIOUS_RESULT = 15;
    static final int SUBMITTED_BY = 16;
    static final int CALLBACK = 17;
    static final int ID = 18;
    static final int TASK = 19;
    static final int QUEUE = 20;
    static final int PRIORITY = 21;
    static final int READY_AT = 22;
    static final int FAILURE_CLASS = 23;
    static final int FAILURE_MESSAGE = 24;
    static final int FAILURE_TRACE = 25;
    static final int FAILED_AT = 26;
    static final int LOCK_NAME = 27;
    static final int LOCK_LIMIT = 28;
    static final int STATUS = 29;
    static final int DETAILS = 30;

    /** The bits of {@link #FLAGS}. */
    static final int STORE_RESULT = 1;

    static final int TRACK_STATUS = 2;
    static final int SILENT = 4;
    static final int MAIN_THREAD = 8;

    /** Stands for "for ever" among durations. */
    static final long FOREVER = 0;

    private Tag() {}
}
