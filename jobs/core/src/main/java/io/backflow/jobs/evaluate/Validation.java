package io.backflow.jobs.evaluate;

import io.backflow.jobs.config.ConfigException;
import io.backflow.jobs.config.JobConfig;
import io.backflow.jobs.config.ValidationConfig;
import io.backflow.jobs.forecast.Forecast;
import io.backflow.jobs.forecast.ForecastContext;
import io.backflow.jobs.forecast.Forecaster;
import io.backflow.jobs.forecast.LiveState;
import io.backflow.jobs.protocol.ShardProgress;
import io.backflow.jobs.protocol.ShardSnapshot;
import io.backflow.jobs.protocol.TrainingTotals;
import io.backflow.jobs.protocol.VersionId;
import io.backflow.jobs.protocol.worker.ParameterView;
import io.backflow.jobs.sequence.Step;
import io.backflow.jobs.worker.ConfiguredWorker;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The loss of one version after another on the same steps: each step is forecast as a scoring job does it, from the
 * zero state of its episode on and before its truth is known. All held-out steps count alike, whatever they weigh. It
 * may be closed by another thread.
 */
public final class Validation implements AutoCloseable {

    private static final long[] NO_WORKERS = {};

    private final ValidationSteps steps;
    private final ParameterView view;
    private final Forecaster forecaster;
    private final Map<String, LiveState> states = new HashMap<>();
    private final int stateSize;
    private long loads;
    private double sum;
    private long scored;
    private long most;
    private boolean closed;

    private Validation(JobConfig config, ValidationSteps steps) {
        this.steps = steps;
        stateSize = config.model().stateSize();
        JobConfig scoring = config.forScoring();
        view = ConfiguredWorker.scoringView(scoring);
        forecaster = ConfiguredWorker.scoringForecaster(scoring, view, new States());
        forecaster.scorer().listener((step, part, loss) -> add(step, loss));
    }

    /**
     * Reads the steps that are held out: those of weight 0 where {@code rule} names the job's own topic, else all.
     *
     * @throws ConfigException where there is none, or more than {@code rule} allows
     */
    public static Validation read(JobConfig config, ValidationConfig rule, StepSource source) throws IOException {
        return new Validation(config, ValidationSteps.read(config, rule, source));
    }

    /**
     * The mean loss of a version. It is infinite where one overflows, and NaN where no held-out step has a truth, where
     * fewer have a loss than with a version before, and once this is closed.
     *
     * @param parameters the flat vector
     * @param version its number
     */
    public synchronized double loss(float[] parameters, long version) {
        if (closed) {
            return Double.NaN;
        }
        loads++;
        sum = 0;
        scored = 0;
        states.clear();
        ShardProgress progress = new ShardProgress(0, NO_WORKERS, 0, TrainingTotals.ZERO);
        view.apply(new ShardSnapshot(new VersionId(loads, loads, version), 0, parameters, progress, null, false));
        for (List<Step> episode : steps.episodes()) {
            forecaster.ended(episode.get(0).sequenceId());
            episode.forEach(forecaster::taken);
        }
        forecaster.flush();
        most = Math.max(most, scored);
        return scored < most ? Double.NaN : RunCurve.mean(sum, scored);
    }

    private void add(Step step, float loss) {
        if (steps.holds(step) && !Float.isNaN(loss)) {
            sum += loss;
            scored++;
        }
    }

    /** Forecasts that the last version was compared by. */
    public synchronized long scored() {
        return scored;
    }

    @Override
    public synchronized void close() {
        closed = true;
        forecaster.close();
    }

    /** The states of the version that is validated; its forecasts are not needed themselves. */
    private final class States implements ForecastContext {

        @Override
        public LiveState live(String id) {
            return states.computeIfAbsent(id, sequence -> new LiveState(stateSize));
        }

        @Override
        public void keepLive(String id, LiveState state) {
            states.put(id, state);
        }

        @Override
        public void forecast(Forecast forecast) {
            // only its loss counts
        }

        @Override
        public long now() {
            return 0;
        }
    }
}
