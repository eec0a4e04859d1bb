package io.backflow.jobs.worker;

import io.backflow.jobs.sequence.Ending;
import io.backflow.jobs.sequence.LabelVerdict;
import io.backflow.jobs.sequence.SequenceListener;
import io.backflow.jobs.sequence.SequenceState;
import io.backflow.jobs.sequence.Step;
import io.backflow.jobs.sequence.StepFollower;
import io.backflow.jobs.sequence.StepLabel;
import io.backflow.jobs.sequence.Unlabelled;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;

/** Counts what happens to a worker's sequences, and passes it on to those who follow their states. Not thread-safe. */
final class SequenceEvents implements SequenceListener {

    private final SequenceCounts counts;
    private final BiConsumer<StepLabel, LabelVerdict> lost;
    private final List<StepFollower> followers = new ArrayList<>();
    private String current = "";

    /** @param lost takes labels that were dropped although they were perhaps never used */
    SequenceEvents(SequenceCounts counts, BiConsumer<StepLabel, LabelVerdict> lost) {
        this.counts = counts;
        this.lost = lost;
    }

    /** Passes what happens on to {@code follower} too, after those before. */
    void follow(StepFollower follower) {
        followers.add(follower);
    }

    /** What happens from now on happens to sequence {@code id}. */
    void at(String id) {
        current = id;
    }

    /** Sequence {@code id} goes on from {@code state}, which was saved. */
    void restored(String id, SequenceState state) {
        followers.forEach(follower -> follower.restored(id, state));
    }

    /** A label was given to the worker. */
    void labelled(StepLabel label, LabelVerdict verdict) {
        counts.count(verdict);
        if (verdict.isLoss()) {
            lost.accept(label, verdict);
        }
    }

    @Override
    public void taken(Step step) {
        counts.taken(step);
        for (int i = 0; i < followers.size(); i++) {
            followers.get(i).taken(step);
        }
    }

    @Override
    public void settled(Step step) {
        for (int i = 0; i < followers.size(); i++) {
            followers.get(i).settled(step);
        }
    }

    @Override
    public void stateEnds() {
        for (int i = 0; i < followers.size(); i++) {
            followers.get(i).ended(current);
        }
    }

    @Override
    public void unlabelled(Unlabelled reason) {
        counts.unlabelled(reason);
    }

    @Override
    public void labelDropped(StepLabel label, LabelVerdict verdict) {
        labelled(label, verdict);
    }

    @Override
    public void gap(SequenceState state, long missing) {
        counts.gap(state, missing);
    }

    @Override
    public void imputed(long steps) {
        counts.imputed(steps);
    }

    @Override
    public void ended(Ending ending, boolean cutShort) {
        counts.ended(ending, cutShort);
    }
}
