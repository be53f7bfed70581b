package com.example.orders;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** A mail server for tests. */
final class Mailbox implements Mailer {

    private final Map<String, String> mails = new LinkedHashMap<>();
    private int outages;

    void isDownFor(int requests) {
        outages = requests;
    }

    @Override
    public void send(String key, String to, String text) throws IOException {
        if (outages > 0) {
            outages--;
            throw new IOException("the mail server is down");
        }
        mails.put(key, to + ": " + text);
    }

    /** Takes a mail on any thread. */
    synchronized void accept(String to) {
        mails.put("mail " + mails.size(), to);
    }

    List<String> mails() {
        return List.copyOf(mails.values());
    }

    Set<String> mailsInNoOrder() {
        return new TreeSet<>(mails.values());
    }
}
