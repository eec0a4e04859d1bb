package io.backflow.dashboard.view;

/**
 * How far a reader of the curves has come.
 *
 * @param generation counts how often the points were thinned; -1: none was seen
 * @param points seen of this generation
 */
public record Seen(int generation, int points) {

    /** Nothing. */
    public static final Seen NOTHING = new Seen(-1, 0);
}
