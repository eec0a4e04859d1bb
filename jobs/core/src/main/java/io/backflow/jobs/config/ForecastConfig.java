package io.backflow.jobs.config;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.backflow.model.Check;
import io.backflow.model.InputSpec;
import io.backflow.model.LossSpec;
import io.backflow.model.ModelSpec;
import io.backflow.model.head.Interval;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** When the predictions that a job publishes are made. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
    @JsonSubTypes.Type(value = ForecastConfig.Arrival.class, name = "arrival"),
    @JsonSubTypes.Type(value = ForecastConfig.Training.class, name = "training")
})
public sealed interface ForecastConfig {

    /** Outputs that are kept of one sequence until their truth comes: 256 KiB. */
    int MOST_AWAITED = 65_536;

    /** Refuses a model whose forecasts would be too large to keep. */
    default void check(ModelSpec model, TargetConfig target) {}

    /**
     * On arrival of each step, before its truth.
     *
     * @param linger how long a step waits for others at most
     * @param batch steps that are run forward together
     * @param onUpdate what a change of the parameters does to a sequence's live state
     * @param fedBack steps after the newest one that are forecast by feeding forecasts back; null: none
     * @param interval the share of truths that a forecast's interval is to contain; null: as the head suggests
     * @param calibrate whether intervals are widened and narrowed until they contain that share
     */
    record Arrival(
            @Key(
                    meaning = "how long a step waits at most for others that are forecast with it; `0ms`: it does not"
                            + " wait",
                    preset = "1ms")
            Duration linger,

            @Key(meaning = "number of steps that are forecast at once, without waiting longer", preset = "256")
            int batch,

            @Key(
                    meaning = "what a change of the parameters does to the recurrent state from which a sequence's"
                            + " forecasts are made",
                    preset = "{type: carry}")
            OnUpdate onUpdate,

            @Key(
                    meaning = "the share of truths that the interval of a forecast is to contain; `quantile` heads must"
                            + " have the two quantiles that it lies between; absent: the outermost two whose levels"
                            + " add up to 1, or 0.8 with `gaussian_nll`",
                    optional = true)
            @Nullable
            Double interval,

            @Key(
                    meaning = "steps after the newest one, ascending, such as `[1, 2, 3, 6, 12]`, that a network which"
                            + " is trained for the next step forecasts by taking its own forecasts as inputs; absent:"
                            + " forecasts speak of the steps of the target",
                    optional = true)
            @Nullable
            List<Integer> fedBack,

            @Key(
                    meaning =
                            "whether the intervals of a sequence are widened after a truth outside, and narrowed after"
                                    + " one inside, until they contain the share that they are to contain"
                                    + " ([forecasts.md](forecasts.md#intervals-that-hold))",
                    preset = "false")
            boolean calibrate)
            implements ForecastConfig {

        public Arrival {
            DurationChecks.notNegative("forecast.linger", linger);
            Check.positive("forecast.batch", batch);
            if (fedBack != null) {
                fedBack = TargetConfig.ascending("forecast.fed_back", fedBack);
            }
            if (interval != null && !(interval > 0 && interval < 1)) {
                throw new ConfigException(
                        "forecast.interval is " + interval + "; it must be above 0 and below 1, such as 0.8");
            }
        }

        @Override
        public void check(ModelSpec model, TargetConfig target) {
            long awaited = target instanceof TargetConfig.Next next
                    ? next.last()
                    : target instanceof TargetConfig.Delayed delayed ? delayed.maxSteps() : 0;
            long parts = 1;
            if (fedBack != null) {
                checkFedBack(model, target);
                awaited = fedBack.get(fedBack.size() - 1);
                parts = fedBack.size();
            }
            if (awaited * parts * model.head().units() > MOST_AWAITED) {
                throw new ConfigException("model.head.units is " + model.head().units() + ", and " + awaited
                        + " forecasts of each sequence are kept until their truth comes; at most " + MOST_AWAITED
                        + " numbers are kept, "
                        + (target instanceof TargetConfig.Delayed ? "lower target.max_steps, or " : "")
                        + "set forecast: training");
            }
            if (interval != null && Interval.of(model.head(), interval) == null) {
                refuseInterval(interval, model.head().loss());
            }
            if (calibrate && Interval.of(model.head(), interval) == null) {
                throw new ConfigException("forecast.calibrate is true, but only a head with model.head.loss.type:"
                        + " quantile, with two quantiles whose levels add up to 1, or gaussian_nll has intervals;"
                        + " remove it");
            }
        }

        /** What a network says of the next step must be all of its input for that step. */
        private void checkFedBack(ModelSpec model, TargetConfig target) {
            LossSpec loss = model.head().loss();
            boolean point = loss instanceof LossSpec.Mse || loss instanceof LossSpec.Huber;
            boolean next =
                    target instanceof TargetConfig.Next one && one.horizon().equals(List.of(1));
            int features = model.input() instanceof InputSpec.Features input ? input.size() : 0;
            int[] all = IntStream.range(0, features).toArray();
            if (!point || !next || !Arrays.equals(target.rule(features).columns(), all)) {
                throw new ConfigException("forecast.fed_back is " + fedBack + ", but the network's outputs are not all"
                        + " of its inputs of the next step; set target: {type: next} without columns, and"
                        + " model.head.loss.type: mse or huber, or set target.steps instead");
            }
        }

        private static void refuseInterval(double level, LossSpec loss) {
            if (loss instanceof LossSpec.Quantile quantile) {
                throw new ConfigException("forecast.interval is " + level + ", but model.head.loss.quantiles are "
                        + quantile.quantiles() + "; it lies between "
                        + String.format(Locale.ROOT, "%.3f and %.3f", (1 - level) / 2, (1 + level) / 2)
                        + ", so add these two");
            }
            throw new ConfigException("forecast.interval is " + level + ", but only a head with"
                    + " model.head.loss.type: quantile or gaussian_nll has intervals; remove it");
        }
    }

    /** When a step's window is trained: up to a window after the step, but once for each trained step. */
    record Training() implements ForecastConfig {}

    /** What a change of the parameters does to a live state. */
    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
    @JsonSubTypes({
        @JsonSubTypes.Type(value = Carry.class, name = "carry"),
        @JsonSubTypes.Type(value = Recompute.class, name = "recompute")
    })
    sealed interface OnUpdate {

        /** How many steps the state is computed again over; 0: none. */
        int steps();
    }

    /** Nothing: the state that older parameters computed is carried on. */
    record Carry() implements OnUpdate {
        @Override
        public int steps() {
            return 0;
        }
    }

    /**
     * The state is computed again, with the sequence's next step.
     *
     * @param back from how many of the newest steps at least
     */
    record Recompute(
            @Key(
                    meaning = "number of newest steps, at least, that are kept and run over again; twice as many at"
                            + " most",
                    preset = "16")
            int back)
            implements OnUpdate {

        public Recompute {
            Check.positive("forecast.on_update.back", back);
        }

        @Override
        public int steps() {
            return back;
        }
    }
}
