package io.backflow.lab.simulate;

/**
 * What went over the edges between workers and servers.
 *
 * @param contributions of workers that changed the model, all shards of one counted once
 * @param contributionBytes of the values in them
 * @param slotBytes of optimizer slots before checkpoints
 * @param snapshots emitted, to one worker or to all
 * @param withoutValues those of them that only say what was merged
 * @param feedbackBytes of the values in all snapshots, for all whom they are for
 * @param modelBytes of the values of a whole model for each contribution: the bound of the feedback edge
 */
public record Traffic(
        long contributions,
        long contributionBytes,
        long slotBytes,
        long snapshots,
        long withoutValues,
        long feedbackBytes,
        long modelBytes) {

    static final Traffic NONE = new Traffic(0, 0, 0, 0, 0, 0, 0);

    Traffic plus(Traffic other) {
        return new Traffic(
                contributions + other.contributions,
                contributionBytes + other.contributionBytes,
                slotBytes + other.slotBytes,
                snapshots + other.snapshots,
                withoutValues + other.withoutValues,
                feedbackBytes + other.feedbackBytes,
                modelBytes + other.modelBytes);
    }

    /** What the feedback edge carries for a contribution, in sizes of the model. */
    public double modelsPerContribution() {
        return modelBytes == 0 ? 0 : (double) feedbackBytes / modelBytes;
    }
}
