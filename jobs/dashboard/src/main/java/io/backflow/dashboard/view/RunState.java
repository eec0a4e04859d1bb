package io.backflow.dashboard.view;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * All that the page shows at one time.
 *
 * @param run what the configuration says
 * @param jobs how its jobs stand
 * @param curves points that the viewer lacks
 * @param sequences what is known of sequences
 * @param problems what cannot be read, and why, by topic
 */
public record RunState(RunInfo run, Jobs jobs, Curves curves, SequencesView sequences, Map<String, String> problems) {

    /**
     * How the jobs of a run stand.
     *
     * @param training by its newest report; null: none was read
     * @param scoring one for each scoring job
     * @param flink what Flink reports; null: not known
     * @param lag how far the training job is behind
     * @param rejections the newest, the newest first
     */
    public record Jobs(
            @Nullable TrainingView training,
            List<ScoringView> scoring,
            @Nullable FlinkView flink,
            Lag lag,
            List<Rejection> rejections) {}
}
