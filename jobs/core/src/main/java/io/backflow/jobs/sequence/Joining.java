package io.backflow.jobs.sequence;

import java.util.List;

/**
 * What {@link StepOrder#join} did with a label.
 *
 * @param verdict what became of the label
 * @param completed the windows that it completed, oldest first; they also stand in {@link SequenceState#ready}
 */
public record Joining(LabelVerdict verdict, List<Window> completed) {

    public Joining {
        completed = List.copyOf(completed);
    }
}
