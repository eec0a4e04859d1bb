package io.backflow.lab.growth;

/**
 * What the edges carried, and what a checkpoint took, with one number of workers and one size of the model.
 *
 * @param measured whether Flink carried it, and not the simulator's account
 * @param workers p
 * @param modelBytes M, the parameters as 32-bit values
 * @param idleBytes both ways at a checkpoint before which no worker has learnt
 * @param upBytes of the contributions of all workers to one checkpoint
 * @param downBytes of what answers them
 * @param lateBytes of what brings workers up to date afterwards, once, where no worker contributes any more: those
 *     whose answer had not all contributions in it
 * @param idleMs how long a checkpoint took before which no worker has learnt; NaN where nothing was timed
 * @param checkpointMs how long one took before which every worker contributed; NaN where nothing was timed
 */
public record EdgeRow(
        boolean measured,
        int workers,
        long modelBytes,
        long idleBytes,
        long upBytes,
        long downBytes,
        long lateBytes,
        double idleMs,
        double checkpointMs) {

    /** Copies of the model that came back for each contribution. */
    public double copiesPerContribution() {
        return (double) downBytes / modelBytes / workers;
    }
}
