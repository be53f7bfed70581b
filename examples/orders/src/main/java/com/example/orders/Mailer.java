package com.example.orders;

import java.io.IOException;

/** The mail server, which is down now and then. */
public interface Mailer {

    /** Sends a mail, once for each key. */
    void send(String key, String to, String text) throws IOException;
}
