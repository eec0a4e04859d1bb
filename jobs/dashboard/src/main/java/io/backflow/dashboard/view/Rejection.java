package io.backflow.dashboard.view;

/**
 * A rejected record, as the topic {@code dead-letters} has it, without its key and its value.
 *
 * @param time when it was rejected, in milliseconds since 1970
 * @param reason a word
 * @param message a sentence
 * @param origin topic, partition and offset of the record; empty: not known
 * @param place where it stands in the topic {@code dead-letters}, PARTITION:OFFSET
 */
public record Rejection(long time, String reason, String message, String origin, String place) {

    private static final int LONGEST = 300;

    public Rejection {
        message = message.length() <= LONGEST ? message : message.substring(0, LONGEST) + "…";
    }
}
