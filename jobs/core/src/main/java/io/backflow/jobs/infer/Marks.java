package io.backflow.jobs.infer;

import java.util.Map;

/**
 * Parts by which records say how they are learnt from, as {@code backflow replay} writes them.
 *
 * @param weight whether there is a weight of the step's loss
 * @param end whether there is a truth that says whether the sequence ends
 */
record Marks(boolean weight, boolean end) {

    /** A number, 0 or more. */
    static final String WEIGHT = "step_weight";

    /** True or false. */
    static final String END = "end_of_sequence";

    static Marks of(Map<String, FieldStatistics> fields) {
        FieldStatistics weight = fields.get(WEIGHT);
        FieldStatistics end = fields.get(END);
        return new Marks(weight != null && weight.isNumber() && weight.least() >= 0, end != null && end.isTruth());
    }

    boolean contains(String path) {
        return weight && path.equals(WEIGHT) || end && path.equals(END);
    }
}
