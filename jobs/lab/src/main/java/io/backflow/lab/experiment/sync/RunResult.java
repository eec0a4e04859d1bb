package io.backflow.lab.experiment.sync;

/**
 * What one run came to.
 *
 * @param task what was learnt
 * @param variant how
 * @param seed of the fresh parameters and of the tracks' order
 * @param finalLoss mean prequential loss over the last tenth of the steps
 * @param testLoss see {@link RunObserver#testLoss}
 * @param updates of the parameters, by the server or by workers
 * @param steps trained
 * @param seconds from the start of the cluster to the end of the job
 */
public record RunResult(
        String task,
        String variant,
        long seed,
        double finalLoss,
        double testLoss,
        long updates,
        long steps,
        double seconds) {}
