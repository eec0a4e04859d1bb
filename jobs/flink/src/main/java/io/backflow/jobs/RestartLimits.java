package io.backflow.jobs;

import java.time.Duration;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.ReadableConfig;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.configuration.RestartStrategyOptions.RestartStrategyType;

/**
 * How a job is restarted if no other strategy is set: soon at first, then every ten seconds, and not for ever. A job
 * that fails again within half a minute of each restart, as one whose state cannot be read does, ends after some ten
 * minutes with its last failure. One that runs for longer in between, or waits that long for a broker, begins to count
 * anew.
 */
final class RestartLimits {

    static final int ATTEMPTS = 60;

    private static final Duration FIRST = Duration.ofMillis(500);
    private static final Duration LONGEST = Duration.ofSeconds(10);
    private static final Duration HEALTHY = Duration.ofSeconds(30);

    private RestartLimits() {}

    /** Adds to {@code forced} what {@code given} leaves open. */
    static void addTo(Configuration forced, ReadableConfig given) {
        if (given.getOptional(RestartStrategyOptions.RESTART_STRATEGY).isPresent()) {
            return;
        }
        forced.set(RestartStrategyOptions.RESTART_STRATEGY, RestartStrategyType.EXPONENTIAL_DELAY.getMainValue());
        set(forced, given, RestartStrategyOptions.RESTART_STRATEGY_EXPONENTIAL_DELAY_INITIAL_BACKOFF, FIRST);
        set(forced, given, RestartStrategyOptions.RESTART_STRATEGY_EXPONENTIAL_DELAY_MAX_BACKOFF, LONGEST);
        set(forced, given, RestartStrategyOptions.RESTART_STRATEGY_EXPONENTIAL_DELAY_RESET_BACKOFF_THRESHOLD, HEALTHY);
        set(forced, given, RestartStrategyOptions.RESTART_STRATEGY_EXPONENTIAL_DELAY_ATTEMPTS, ATTEMPTS);
    }

    private static <T> void set(Configuration forced, ReadableConfig given, ConfigOption<T> option, T value) {
        forced.set(option, given.getOptional(option).orElse(value));
    }
}
