package com.example.orders;

/** The bank, somewhere on the network. */
public interface Payments {

    /**
     * Charges a card.
     *
     * @param key the bank charges once for each key, and answers the same when it is asked again
     * @return the bank's id of the charge
     * @throws CardRefusedException if the bank does not want to; asking again will not help
     */
    String charge(String key, String card, long cents);
}
