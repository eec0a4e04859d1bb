package io.backflow.jobs.protocol;

/**
 * A gradient or a delta, summed.
 *
 * @param values one for each parameter
 * @param baseVersion version of the parameters that it was computed on; the oldest one, if it is a sum over workers
 */
public record Change(float[] values, long baseVersion) {

    /** The same with values of its own. */
    public Change copy() {
        return new Change(values.clone(), baseVersion);
    }

    /** The sum of both; neither may be used afterwards. */
    Change plus(Change right) {
        Vectors.add(values, right.values);
        return new Change(values, Math.min(baseVersion, right.baseVersion));
    }
}
