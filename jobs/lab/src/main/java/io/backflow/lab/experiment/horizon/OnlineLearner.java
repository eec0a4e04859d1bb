package io.backflow.lab.experiment.horizon;

import io.backflow.model.horizon.OnlineCredit;
import io.backflow.model.horizon.OnlineMethod;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Forward-mode gradients: every window's loss reaches all of the past, through the influence that is carried along. */
final class OnlineLearner implements Learner {

    private final TrainableNetwork trainee;
    private final Series series;
    private final OnlineCredit credit;
    private final List<float[]> influences = new ArrayList<>();
    private float[] state;

    OnlineLearner(TrainableNetwork trainee, Series series, OnlineMethod method) {
        this.trainee = trainee;
        this.series = series;
        credit = new OnlineCredit(trainee.spec, method, series.sequences());
        credit.load(trainee.parameters);
        for (int b = 0; b < series.sequences(); b++) {
            influences.add(new float[credit.influenceSize()]);
        }
        state = new float[series.sequences() * trainee.spec.stateSize()];
    }

    @Override
    public void learn(int from, int to, Scores scores) {
        trainee.fill(series, from, to, from, state);
        credit.train(trainee.network, trainee.batch, influences, trainee.gradients);
        Learner.tell(trainee, to - from, scores);
        state = trainee.finalState();
        trainee.update();
        credit.load(trainee.parameters);
    }

    @Override
    public void reset() {
        Arrays.fill(state, 0f);
        influences.forEach(influence -> Arrays.fill(influence, 0f));
    }

    @Override
    public long bytesPerSequence() {
        return (long) Float.BYTES * (trainee.spec.stateSize() + credit.influenceSize());
    }

    @Override
    public void close() {
        credit.close();
    }
}
