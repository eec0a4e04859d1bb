package io.backflow.lab.simulate;

/**
 * How fast things go and how badly, in microseconds of virtual time.
 *
 * @param hop mean delay of an element on a forward channel
 * @param back mean delay of a snapshot on the feedback edge
 * @param pace mean pause between two records of a source
 * @param training mean time that a minibatch takes
 * @param slowest how many times slower the slowest worker is
 * @param capacity elements that a forward channel takes before its sender has to stop
 * @param checkpoint pause between two checkpoints
 * @param patience time after which a checkpoint is given up
 * @param loss chance that a snapshot is lost on the feedback edge
 * @param stale chance that an old one comes with the new one
 */
record Conditions(
        long hop,
        long back,
        long pace,
        long training,
        int slowest,
        int capacity,
        long checkpoint,
        long patience,
        double loss,
        double stale) {

    static Conditions draw(SeededDraws draws, int records, int rounds) {
        long hop = draws.pick(20, 100, 400);
        long span = (long) (rounds * hop * draws.between(2.0, 12.0));
        return new Conditions(
                hop,
                draws.pick(hop / 4, hop, 4 * hop),
                Math.max(1, span / Math.max(1, records)),
                draws.pick(1, (int) hop / 4, (int) hop),
                draws.pick(1, 2, 10),
                draws.pick(2, 8, 64),
                draws.pick(3, 8, 20) * hop,
                draws.pick(8, 1000) * hop,
                draws.pick(0.0, 0.1, 0.4),
                draws.pick(0.0, 0.1, 0.4));
    }
}
