package io.backflow.jobs;

import io.backflow.jobs.config.JobConfig;
import io.backflow.jobs.config.SyncConfig;
import io.backflow.jobs.sequence.Step;
import io.backflow.model.Gradients;
import io.backflow.model.Initialization;
import io.backflow.model.Minibatch;
import io.backflow.model.ModelSpec;
import io.backflow.model.network.Network;
import io.backflow.model.optimizer.Clipping;
import io.backflow.model.optimizer.Optimizer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** One process without Flink that trains each round on all windows at once: what any number of workers must equal. */
final class UnionBatch {

    private final JobConfig config;
    private final ModelSpec spec;
    private final int every;
    private final Map<String, float[]> states = new HashMap<>();
    private final Gradients gradients;
    private final float[] parameters;
    private final float[] slots;
    private long updates;

    UnionBatch(JobConfig config) {
        this.config = config;
        spec = config.model();
        every = config.horizon().every();
        parameters = Initialization.keras(spec, config.job().seed());
        gradients = new Gradients(parameters.length);
        slots = new float[parameters.length * config.optimizer().rule().slotsPerParameter()];
    }

    /** The parameters after the whole feed. */
    float[] train(TestStream feed) {
        long millis = ((SyncConfig.Synchronous) config.sync()).round().toMillis();
        try (Network network = new Network(spec, every, 1)) {
            for (List<List<Step>> round : rounds(feed, millis).values()) {
                network.load(parameters);
                gradients.clear();
                round.forEach(window -> add(network, window));
                update();
            }
        }
        return parameters;
    }

    private TreeMap<Long, List<List<Step>>> rounds(TestStream feed, long millis) {
        Map<String, List<Step>> open = new HashMap<>();
        TreeMap<Long, List<List<Step>>> rounds = new TreeMap<>();
        for (Step step : feed.steps()) {
            List<Step> window = open.computeIfAbsent(step.sequenceId(), id -> new ArrayList<>());
            window.add(step);
            if (window.size() == every || step.endOfSequence()) {
                rounds.computeIfAbsent(Math.floorDiv(step.eventTime(), millis), r -> new ArrayList<>())
                        .add(open.remove(step.sequenceId()));
            }
        }
        return rounds;
    }

    private void add(Network network, List<Step> window) {
        Minibatch batch = new Minibatch(spec, every, 1);
        batch.reset(window.size(), 1);
        float[] state = states.computeIfAbsent(window.get(0).sequenceId(), id -> new float[spec.stateSize()]);
        System.arraycopy(state, 0, batch.initialState(), 0, state.length);
        for (int t = 0; t < window.size(); t++) {
            System.arraycopy(window.get(t).features(), 0, batch.inputs(), 2 * t, 2);
            batch.targets()[t] = window.get(t).target()[0];
            batch.weights()[t] = window.get(t).weight();
        }
        network.forwardBackward(batch, gradients);
        System.arraycopy(network.outputs().finalState(), 0, state, 0, state.length);
    }

    private void update() {
        Optimizer rule = config.optimizer().rule();
        double norm = Math.sqrt(Clipping.squaredNorm(gradients.values())) / gradients.weightSum();
        double scale = Clipping.scale(norm, config.optimizer().clipNorm()) / gradients.weightSum();
        float[] gradient = gradients.values().clone();
        for (int i = 0; i < gradient.length; i++) {
            gradient[i] *= (float) scale;
        }
        rule.update(
                parameters,
                gradient,
                slots,
                updates,
                config.optimizer().schedule().at(updates));
        updates++;
    }

    /** Updates so far. */
    long updates() {
        return updates;
    }
}
