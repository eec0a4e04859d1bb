package io.backflow.lab.simulate;

/**
 * Something that dies once so much of the input has been read. As in Flink, all that is connected with it is then
 * stopped and started anew from the last complete checkpoint.
 *
 * @param read share of the input after which it happens, from 0 to 1
 * @param delay how long after that
 * @param party who dies
 * @param index which of them, modulo their number
 * @param detection how long the others go on before somebody notices
 * @param lingering how long some of them go on beside their successors; 0: not at all
 * @param workers how many workers there are afterwards
 */
record Crash(double read, long delay, Party party, int index, long detection, long lingering, int workers) {

    enum Party {
        SOURCE,
        WORKER,
        MERGE,
        SERVER,
        JOB
    }

    static Crash draw(SeededDraws draws, long hop, int workers, boolean sameWorkers) {
        return new Crash(
                draws.between(0.0, 1.0),
                draws.delay(5 * hop),
                draws.pick(Party.values()),
                draws.between(0, Integer.MAX_VALUE - 1),
                draws.delay(5 * hop),
                draws.chance(0.5) ? draws.delay(30 * hop) : 0,
                sameWorkers || draws.chance(0.7) ? workers : draws.between(Math.max(1, workers / 2), workers));
    }
}
