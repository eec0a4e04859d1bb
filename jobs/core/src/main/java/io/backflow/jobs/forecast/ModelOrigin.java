package io.backflow.jobs.forecast;

/**
 * Where a model comes from.
 *
 * @param run that trained it; empty: not known
 * @param version number of the version of that run
 * @param steps that it was trained on, by that run
 */
public record ModelOrigin(String run, long version, long steps) {

    /** In words. */
    @Override
    public String toString() {
        String trained = "version " + version + ", trained on " + steps + (steps == 1 ? " step" : " steps");
        return run.isEmpty() ? trained : "run " + run + ", " + trained;
    }
}
