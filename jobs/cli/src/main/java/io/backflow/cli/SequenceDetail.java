package io.backflow.cli;

import io.backflow.jobs.sequence.Episode;
import io.backflow.jobs.sequence.SequenceState;
import io.backflow.jobs.sequence.Step;
import io.backflow.jobs.sequence.Window;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All that is kept of one sequence, for people.
 *
 * @param sequence its ID
 * @param episode the steps since its last beginning
 * @param former the episode before; null where there was none, or it is forgotten
 * @param lastEventTime of the newest step seen
 * @param early numbers of the steps that wait for steps before them
 * @param nextEpisode numbers of the steps that wait for the next episode
 * @param byTime steps that wait for older ones where order is by event time
 * @param open numbers of the steps of the unfinished window
 * @param ready the windows that wait to be trained
 * @param recurrent the training state
 * @param horizon what losses to come need of the past
 * @param features what is kept of the features, in the order of the rule
 * @param lastTarget the last target that came true
 * @param timer when the sequence is looked at again without a step; null where it is not
 * @param expired whether nothing is to be kept unless a step comes
 */
record SequenceDetail(
        String sequence,
        EpisodeDetail episode,
        @Nullable EpisodeDetail former,
        @Nullable Instant lastEventTime,
        List<Long> early,
        List<Long> nextEpisode,
        int byTime,
        List<Long> open,
        List<WindowDetail> ready,
        RecurrentDetail recurrent,
        HorizonDetail horizon,
        float[] features,
        float[] lastTarget,
        @Nullable Instant timer,
        boolean expired) {

    /** An episode. */
    record EpisodeDetail(@Nullable Instant began, @Nullable Instant until, long nextStep, boolean over, int gaps) {

        static EpisodeDetail of(Episode episode) {
            return new EpisodeDetail(
                    time(episode.began), time(episode.until), episode.nextStep, episode.over, episode.skipped.size());
        }
    }

    /** A window: its first and last step. */
    record WindowDetail(long from, long to, boolean endsState) {

        static WindowDetail of(Window window) {
            List<Step> steps = window.steps();
            return steps.isEmpty()
                    ? new WindowDetail(Step.NONE, Step.NONE, true)
                    : new WindowDetail(
                            steps.get(0).step(), steps.get(steps.size() - 1).step(), window.endsState());
        }
    }

    /** A recurrent state, and the version that computed it; -1 while it is zero. */
    record RecurrentDetail(long version, float[] values) {}

    /** How many steps and numbers are kept. */
    record HorizonDetail(int past, int scored, int influence) {}

    static SequenceDetail of(String sequence, SequenceState state) {
        return new SequenceDetail(
                sequence,
                EpisodeDetail.of(state.episode),
                state.former == null ? null : EpisodeDetail.of(state.former),
                time(state.lastEventTime),
                numbers(state.early.values()),
                numbers(state.next.values()),
                state.byTime == null ? 0 : state.byTime.size(),
                numbers(state.open),
                state.ready.stream().map(WindowDetail::of).toList(),
                new RecurrentDetail(state.recurrentVersion, state.recurrent),
                new HorizonDetail(state.horizon.past.size(), state.horizon.held(), state.horizon.influence.length),
                state.features.values,
                state.lastTarget,
                time(state.timer),
                state.expired);
    }

    private static List<Long> numbers(Collection<Step> steps) {
        return steps.stream().map(Step::step).toList();
    }

    /** Null for the times that stand for none. */
    static @Nullable Instant time(long millis) {
        return millis == Long.MIN_VALUE || millis == Long.MAX_VALUE ? null : Instant.ofEpochMilli(millis);
    }
}
