package io.backflow.jobs.forecast;

/**
 * Where a model comes from.
 *
 * @param run that trained it; empty: not known
 * @param version number of the version of that run
 * @param steps that it was trained on, by that run
 */
public record ModelOrigin(String run, long version, long steps) {

    /** Of a file that does not say it. */
    public static final ModelOrigin UNKNOWN = new ModelOrigin("", 0, 0);
}
