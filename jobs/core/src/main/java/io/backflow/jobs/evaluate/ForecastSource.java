package io.backflow.jobs.evaluate;

import io.backflow.jobs.sequence.Step;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is compared with the baselines. */
public interface ForecastSource {

    /** A sequence starts anew with its next step. */
    void begins(String sequence);

    /**
     * What it says after each of {@code steps}, in their order: a value for each target; null where it says nothing.
     *
     * @param steps in their order, several of one sequence one after the other
     */
    List<float @Nullable []> after(List<Step> steps);
}
