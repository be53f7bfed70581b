package io.alsek.process;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Puts what children print into the log. */
final class OutputLog implements ProcessOutput {

    private static final Logger WITHOUT_TASK = LoggerFactory.getLogger("io.alsek.process.output");

    @Override
    public void printed(Line line) {
        String task = line.task();
        Logger log = task == null ? WITHOUT_TASK : LoggerFactory.getLogger(task);
        Object source = line.messageId() == null ? "process " + line.pid() : line.messageId();
        if (line.error()) {
            log.warn("{}: {}", source, line.text());
        } else {
            log.info("{}: {}", source, line.text());
        }
    }
}
