package com.example.orders;

import io.alsek.task.NonRetryableException;

/** The bank does not accept this card, now or later. */
public final class CardRefusedException extends NonRetryableException {

    private static final long serialVersionUID = 1L;

    /** Says which card. */
    public CardRefusedException(String card) {
        super("The card " + card + " was refused");
    }
}
