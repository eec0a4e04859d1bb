package io.backflow.cli;

import io.backflow.jobs.evaluate.ForecastSource;
import io.backflow.jobs.forecast.ServedModel;
import org.jspecify.annotations.Nullable;

/**
 * What is compared with the baselines.
 *
 * @param name what to call it; empty: there is nothing
 * @param forecasts null: there is nothing
 * @param served what makes the forecasts; null: they are made already
 */
record JudgedModel(
        String name,
        @Nullable ForecastSource forecasts,
        @Nullable ServedModel served) implements AutoCloseable {

    /** The baselines alone. */
    static final JudgedModel NONE = new JudgedModel("", null, null);

    @Override
    public void close() {
        if (served != null) {
            served.close();
        }
    }
}
