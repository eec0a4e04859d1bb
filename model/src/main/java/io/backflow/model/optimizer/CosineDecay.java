package io.backflow.model.optimizer;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.backflow.model.Check;
import org.jspecify.annotations.Nullable;

/**
 * A linear warm-up of {@code W} updates, then half a cosine down to a floor at update {@code N}:
 * {@code min + (base - min) (1 + cos(pi u)) / 2} with {@code u = min(1, (t - W) / (N - W))} (Loshchilov and Hutter,
 * 2017).
 *
 * @param base the highest rate
 * @param totalSteps {@code N}, warm-up included
 * @param minimum {@code min}, the floor, by default 0
 * @param warmupSteps {@code W}, by default 0
 * @param warmupFromZero whether the warm-up's rates are {@code base t / W} (the first update then moves nothing) or
 *     {@code base (t + 1) / W}, by default the latter
 */
public record CosineDecay(
        @JsonProperty("base") double base,
        @JsonProperty("total_steps") long totalSteps,
        @JsonProperty("minimum") double minimum,
        @JsonProperty("warmup_steps") long warmupSteps,
        @JsonProperty("warmup_from_zero") boolean warmupFromZero)
        implements Schedule {

    public CosineDecay {
        Check.notNegative("learning_rate.base", base);
        Check.positive("learning_rate.total_steps", (double) totalSteps);
        Check.notNegative("learning_rate.minimum", minimum);
        Check.within("learning_rate.warmup_steps", (double) warmupSteps, 0, (double) totalSteps);
    }

    @JsonCreator
    static CosineDecay of(
            @JsonProperty(value = "base", required = true) double base,
            @JsonProperty(value = "total_steps", required = true) long totalSteps,
            @JsonProperty("minimum") @Nullable Double minimum,
            @JsonProperty("warmup_steps") @Nullable Long warmupSteps,
            @JsonProperty("warmup_from_zero") @Nullable Boolean warmupFromZero) {
        return new CosineDecay(
                base,
                totalSteps,
                Defaults.or(minimum, 0),
                Defaults.or(warmupSteps, 0),
                Defaults.or(warmupFromZero, false));
    }

    @Override
    public double at(long update) {
        if (update < warmupSteps) {
            return base * (warmupFromZero ? update : update + 1) / warmupSteps;
        }
        double u = Math.min(1, (double) (update - warmupSteps) / (totalSteps - warmupSteps));
        return minimum + 0.5 * (base - minimum) * (1 + Math.cos(Math.PI * u));
    }
}
