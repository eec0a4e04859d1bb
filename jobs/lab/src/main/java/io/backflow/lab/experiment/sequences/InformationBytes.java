package io.backflow.lab.experiment.sequences;

import io.backflow.lab.experiment.sequences.SequencesPlan.Extent;
import java.nio.charset.StandardCharsets;

/**
 * The bytes of a live sequence that follow from nothing else, with every number at its full width:
 *
 * <pre>
 *   id             its characters in UTF-8
 *   hidden state   4 · units
 *   version        8 of the parameters that computed the state
 *   position       8 number of the next step, 8 event time of the first step
 *   waiting steps  m · (8 event time + 4 · features)
 * </pre>
 *
 * where m is how many steps wait on average: a window is trained when the step after it has come, so there are 1 to
 * {@code every} of them, each as often. Targets are features of later steps, and numbers follow one another.
 */
final class InformationBytes {

    private static final int VERSION = Long.BYTES;
    private static final int POSITION = 2 * Long.BYTES;

    private InformationBytes() {}

    /** On average over the sequences. */
    static double of(Extent extent) {
        long ids = 0;
        for (int sequence = 0; sequence < extent.sequences(); sequence++) {
            ids += SequenceStream.id(sequence).getBytes(StandardCharsets.UTF_8).length;
        }
        double waiting = (extent.every() + 1) / 2.0 * (Long.BYTES + Float.BYTES * SequenceStream.FEATURES);
        return (double) ids / extent.sequences() + Float.BYTES * extent.units() + VERSION + POSITION + waiting;
    }
}
