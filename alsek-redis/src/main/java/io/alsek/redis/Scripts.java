package io.alsek.redis;

/** The scripts of the queues. */
final class Scripts {

    static final Script SUBMIT = new Script("submit", "handover", "values", "submitplain", "queue", "sound");
    static final Script CLAIM = new Script("claim", "lend", "claimplain", "standing", "values", "queue", "waiting");
    static final Script SETTLE = new Script("settle", "values", "complete", "queue", "sound");
    static final Script EXTEND = writing("extend");
    static final Script WITHDRAW = writing("withdraw");
    static final Script FIND = reading("find");
    static final Script UPDATE = writing("update");
    static final Script SWEEP = ofWaiting("sweep");
    static final Script AGENDA = new Script("agenda", "standing", "values", "queue");
    static final Script CANCEL = new Script("cancel", "standing", "values", "queue");
    static final Script BUSY = reading("busy");
    static final Script NAMES = reading("names");
    static final Script REPLAY = writing("replay");
    static final Script DEAD = reading("dead");
    static final Script GRAVES = reading("graves");
    static final Script EXHUME = writing("exhume");
    static final Script COUNTS = reading("counts");
    static final Script WAITING_TASKS = ofWaiting("waitingtasks");
    static final Script BROWSE = ofWaiting("browse");
    static final Script PAUSE = writing("pause");
    static final Script PURGE = writing("purge");
    static final Script LOCATE = reading("locate");
    static final Script DIAGNOSE = writing("diagnose");
    static final Script CLEAR = reading("clear");

    private Scripts() {}

    private static Script reading(String name) {
        return new Script(name, "values", "queue");
    }

    private static Script writing(String name) {
        return new Script(name, "values", "queue", "sound");
    }

    private static Script ofWaiting(String name) {
        return new Script(name, "values", "queue", "sound", "lend", "waiting");
    }
}
