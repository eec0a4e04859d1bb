package io.backflow.jobs.worker;

import io.backflow.jobs.config.JobConfig;
import io.backflow.jobs.forecast.Forecaster;
import io.backflow.jobs.protocol.ShardProgress;
import io.backflow.jobs.protocol.ShardSnapshot;
import io.backflow.jobs.protocol.VersionId;
import io.backflow.jobs.protocol.worker.ParameterView;
import io.backflow.jobs.scoring.LossPairs;
import io.backflow.jobs.sequence.SequenceState;
import io.backflow.jobs.sequence.Step;
import io.backflow.jobs.sequence.StepFollower;
import org.jspecify.annotations.Nullable;

/** Forecasts with the version in the shadow, where there is one. Its network is made when the first one comes. */
final class ShadowForecaster implements StepFollower, AutoCloseable {

    private static final long NONE = 0;

    private final JobConfig config;
    private final LiveStates states;
    private final LossPairs pairs;
    private @Nullable ParameterView view;
    private @Nullable Forecaster forecaster;
    private long offer = NONE;
    private long loads;

    ShadowForecaster(JobConfig config, LiveStates states, LossPairs pairs) {
        this.config = config;
        this.states = states;
        this.pairs = pairs;
    }

    /** Another version is in the shadow, or none where {@code snapshot} has no values; nothing waits. */
    void parameters(ShardSnapshot snapshot) {
        if (snapshot.values().length == 0) {
            end();
        } else if (snapshot.id().nonce() != offer) {
            begin(snapshot);
        }
    }

    private void begin(ShardSnapshot snapshot) {
        ParameterView parameters = view;
        if (parameters == null) {
            parameters = ConfiguredWorker.scoringView(config);
            view = parameters;
            forecaster = ConfiguredWorker.scoringForecaster(config, parameters, states.shadows());
            forecaster.scorer().listener(pairs.shadow());
        }
        offer = snapshot.id().nonce();
        loads++;
        VersionId id = new VersionId(loads, offer, snapshot.version());
        ShardProgress progress = snapshot.progress();
        parameters.apply(new ShardSnapshot(id, 0, snapshot.values(), progress, null, false));
        states.shadowed(offer);
        pairs.begin(offer);
    }

    /** The version that was offered as {@code adopted} is the current one from now on. */
    void adopted(long adopted) {
        if (adopted == offer) {
            end();
        }
    }

    private void end() {
        offer = NONE;
        pairs.begin(NONE);
    }

    @Override
    public void taken(Step step) {
        Forecaster mine = forecaster;
        if (offer != NONE && mine != null) {
            mine.taken(step);
        }
    }

    @Override
    public void settled(Step step) {
        Forecaster mine = forecaster;
        if (offer != NONE && mine != null) {
            mine.settled(step);
        }
    }

    @Override
    public void ended(String id) {
        Forecaster mine = forecaster;
        if (offer != NONE && mine != null) {
            mine.ended(id);
        }
    }

    /** Its states are computed from those of the current version when they are needed. */
    @Override
    public void restored(String id, SequenceState state) {}

    void flush() {
        Forecaster mine = forecaster;
        if (offer != NONE && mine != null) {
            mine.flush();
        }
    }

    @Override
    public void close() {
        if (forecaster != null) {
            forecaster.close();
        }
    }
}
