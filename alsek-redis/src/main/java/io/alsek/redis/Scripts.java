package io.alsek.redis;

/** The scripts of the queues. */
final class Scripts {

    static final Script SUBMIT = new Script("submit", "submitplain", "values", "queue");
    static final Script CLAIM = ofWaiting("claim");
    static final Script SETTLE = new Script("settle", "values", "complete", "queue");
    static final Script EXTEND = ofQueues("extend");
    static final Script WITHDRAW = ofQueues("withdraw");
    static final Script FIND = ofQueues("find");
    static final Script UPDATE = ofQueues("update");
    static final Script SWEEP = ofWaiting("sweep");
    static final Script AGENDA = ofQueues("agenda");
    static final Script BUSY = ofQueues("busy");
    static final Script NAMES = ofQueues("names");
    static final Script REPLAY = ofQueues("replay");
    static final Script DEAD = ofQueues("dead");
    static final Script GRAVES = ofQueues("graves");
    static final Script EXHUME = ofQueues("exhume");
    static final Script COUNTS = ofQueues("counts");
    static final Script WAITING_TASKS = ofWaiting("waitingtasks");
    static final Script BROWSE = ofWaiting("browse");
    static final Script PAUSE = ofQueues("pause");
    static final Script PURGE = ofQueues("purge");
    static final Script LOCATE = ofQueues("locate");
    static final Script CLEAR = ofQueues("clear");

    private Scripts() {}

    private static Script ofQueues(String name) {
        return new Script(name, "values", "queue");
    }

    private static Script ofWaiting(String name) {
        return new Script(name, "values", "queue", "waiting");
    }
}
