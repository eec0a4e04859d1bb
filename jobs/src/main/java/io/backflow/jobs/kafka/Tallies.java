package io.backflow.jobs.kafka;

import io.backflow.jobs.sync.Tally;
import io.backflow.schema.TrainingTally;

/** A tally to its Avro record and back. */
final class Tallies {

    private Tallies() {}

    static TrainingTally toAvro(Tally tally) {
        return new TrainingTally(
                tally.steps(),
                tally.stepsHash(),
                tally.windows(),
                tally.updates(),
                tally.lossSum(),
                tally.baselineLossSum(),
                tally.weightSum());
    }

    static Tally fromAvro(TrainingTally tally) {
        return new Tally(
                tally.getSteps(),
                tally.getStepsHash(),
                tally.getWindows(),
                tally.getUpdates(),
                tally.getLossSum(),
                tally.getBaselineLossSum(),
                tally.getWeightSum());
    }
}
