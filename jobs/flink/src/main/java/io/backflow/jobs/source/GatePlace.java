package io.backflow.jobs.source;

import java.io.Serializable;

/**
 * Where the readers of a source wait before they end.
 *
 * @param gate name of the {@link EndGate}
 * @param source which of the sources this is, from 0
 * @param sources how many sources wait there, each with as many readers
 */
public record GatePlace(String gate, int source, int sources) implements Serializable {

    /** The number of the source's reader {@code subtask} among all that wait. */
    int reader(int subtask) {
        return subtask * sources + source;
    }

    /** How many readers wait, where this source has {@code own}. */
    int readers(int own) {
        return own * sources;
    }
}
