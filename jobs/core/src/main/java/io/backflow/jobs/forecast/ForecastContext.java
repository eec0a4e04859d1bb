package io.backflow.jobs.forecast;

/** Where a {@link Forecaster} runs: the live states of its sequences, a clock, and its output. */
public interface ForecastContext {

    /** The live state of sequence {@code id}; fresh where there is none. */
    LiveState live(String id);

    /** Writes a live state back, or forgets it where it {@link LiveState#isFresh()}. */
    void keepLive(String id, LiveState state);

    /** Publishes a forecast. */
    void forecast(Forecast forecast);

    /** Milliseconds since the epoch. */
    long now();
}
