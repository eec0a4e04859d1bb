package io.backflow.jobs.sequence;

import java.util.ArrayList;
import java.util.List;

/**
 * What is kept of a sequence's past so that losses to come can give it credit; which of it is used depends on the
 * horizon. Mutable; belongs to one key.
 */
public final class HorizonMemory {

    /** Truncated with overlap: trained steps that the next window repeats, oldest first. */
    public final List<Step> past = new ArrayList<>();

    /** Full: the steps that were scored and not yet trained, oldest first. */
    public final List<Part> parts = new ArrayList<>();

    /** Online: influence of the parameters on the recurrent state; empty while that is the zero state. */
    public float[] influence = new float[0];

    /**
     * A stretch of a sequence that a network has seen.
     *
     * @param start recurrent state before its first step, {@code [S]}; never changed
     * @param steps in order
     */
    public record Part(float[] start, List<Step> steps) {
        public Part {
            steps = List.copyOf(steps);
        }
    }

    /** Steps in {@link #parts}. */
    public int held() {
        return parts.stream().mapToInt(part -> part.steps().size()).sum();
    }

    void clear() {
        past.clear();
        parts.clear();
        influence = new float[0];
    }

    /** Becomes equal to {@code from}, and shares only what never changes. */
    public void become(HorizonMemory from) {
        past.addAll(from.past);
        parts.addAll(from.parts);
        influence = from.influence.clone();
    }
}
