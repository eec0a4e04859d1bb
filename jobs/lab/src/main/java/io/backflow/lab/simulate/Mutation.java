package io.backflow.lab.simulate;

import java.util.Locale;

/** A protection that the simulator can take out, to show that it would notice. */
public enum Mutation {
    /** Workers take snapshots of older sessions for new ones. */
    SESSION_CHECK,
    /** Workers accept the first server whose publication they read, as if it had answered them. */
    JOIN_HANDSHAKE,
    /** Workers do not push what they have learnt before a barrier. */
    PRE_BARRIER_PUSH,
    /** Neither workers nor the server refuse contributions that are not finite. */
    FINITE_GUARD,
    /** A silent reader does not mark the time of the others: each worker leaves out its channel for itself. */
    MARKS_OF_SILENCE;

    /** As it is named on the command line. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
