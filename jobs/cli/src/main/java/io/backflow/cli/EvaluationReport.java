package io.backflow.cli;

import io.backflow.jobs.evaluate.EvaluationRun;
import java.util.List;
import java.util.Map;

/**
 * What {@code backflow evaluate} measured.
 *
 * @param input the topic or the files
 * @param model what was compared with the baselines; empty: nothing
 * @param heldOutBy what decides which steps are held out
 * @param fromStep forecasts count that were made after this step of an episode or a later one
 * @param columns that are forecast
 * @param rejected records or rows that are no steps, by reason
 */
record EvaluationReport(
        String input,
        String model,
        String heldOutBy,
        int fromStep,
        List<String> columns,
        Map<String, Long> rejected,
        EvaluationRun.Result result) {}
