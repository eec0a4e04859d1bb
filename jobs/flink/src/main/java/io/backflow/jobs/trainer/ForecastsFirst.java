package io.backflow.jobs.trainer;

import io.backflow.jobs.protocol.TrainingTotals;
import io.backflow.jobs.sequence.SequenceState;
import io.backflow.jobs.window.BatchTrainer;
import io.backflow.jobs.window.LossListener;
import io.backflow.jobs.window.PrequentialPrediction;
import io.backflow.jobs.window.Replay;
import io.backflow.model.Gradients;
import java.util.List;
import java.util.function.Consumer;

/** Makes the forecasts that wait before a minibatch is trained, which takes longer. */
record ForecastsFirst(BatchTrainer trainer, TrainerForecasts forecasts) implements BatchTrainer {

    @Override
    public int batchCapacity() {
        return trainer.batchCapacity();
    }

    @Override
    public void load(float[] parameters, long version) {
        trainer.load(parameters, version);
    }

    @Override
    public void listen(LossListener listener) {
        trainer.listen(listener);
    }

    @Override
    public TrainingTotals train(
            List<SequenceState> sequences, Replay replay, Gradients gradients, Consumer<PrequentialPrediction> scored) {
        forecasts.flush();
        return trainer.train(sequences, replay, gradients, scored);
    }
}
