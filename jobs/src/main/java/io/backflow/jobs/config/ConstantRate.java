package io.backflow.jobs.config;

import io.backflow.model.Check;
import io.backflow.model.optimizer.Schedule;

/** The same rate at every update. */
record ConstantRate(
        @Key(meaning = "the rate", preset = "0.001") double base) implements Schedule {

    ConstantRate {
        Check.positive("optimizer.learning_rate.base", base);
    }

    @Override
    public double at(long update) {
        return base;
    }
}
