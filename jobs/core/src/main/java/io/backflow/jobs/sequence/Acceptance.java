package io.backflow.jobs.sequence;

import java.util.List;

/**
 * What {@link Sequencer#accept} did with a step.
 *
 * @param verdict what became of the step
 * @param completed the windows that it completed, oldest first; they also stand in {@link SequenceState#ready}
 */
public record Acceptance(Verdict verdict, List<Window> completed) {

    /** Most steps complete no window: by verdict, what is returned for them without allocating. */
    private static final List<Acceptance> WITHOUT_WINDOWS = List.of(Verdict.values()).stream()
            .map(verdict -> new Acceptance(verdict, List.of()))
            .toList();

    public Acceptance {
        completed = List.copyOf(completed);
    }

    static Acceptance of(Verdict verdict, List<Window> completed) {
        return completed.isEmpty() ? WITHOUT_WINDOWS.get(verdict.ordinal()) : new Acceptance(verdict, completed);
    }
}
