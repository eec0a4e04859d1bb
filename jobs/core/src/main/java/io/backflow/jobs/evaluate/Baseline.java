package io.backflow.jobs.evaluate;

/**
 * A forecast in closed form. It says the newest row of a {@link History} from those that were there {@code ahead} rows
 * before; how many that is, is fixed when it is made. Not thread-safe.
 */
interface Baseline {

    /** What people call it, such as {@code autoregression (4)}. */
    String name();

    /** Takes the newest row of {@code history} as one to learn from. */
    default void learn(History history) {}

    /**
     * Nothing more is learnt from here on.
     *
     * @return whether there is a forecast: without enough rows there is none
     */
    default boolean fit() {
        return true;
    }

    /** Writes what it says of the newest row of {@code history}; NaN where it says nothing. */
    void forecast(History history, double[] into);
}
