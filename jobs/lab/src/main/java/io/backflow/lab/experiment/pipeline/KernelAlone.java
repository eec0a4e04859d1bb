package io.backflow.lab.experiment.pipeline;

import io.backflow.model.Gradients;
import io.backflow.model.Initialization;
import io.backflow.model.Minibatch;
import io.backflow.model.ModelSpec;
import io.backflow.model.network.Network;
import io.backflow.model.optimizer.Sgd;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Forward, backward and update of one minibatch again and again: what a worker would do if nothing were around it. */
record KernelAlone(ModelSpec spec) {

    private static final float[] NO_SLOTS = {};

    /**
     * What was measured.
     *
     * @param stepsPerS of all threads together
     * @param cpuUsPerStep microseconds of a core for one step
     */
    record Speed(double stepsPerS, double cpuUsPerStep) {}

    private record Share(long steps, long wallNanos, long cpuNanos) {}

    /** Trains on {@code threads} threads at the same time, each for itself, {@code seconds} after half as long. */
    Speed measure(int threads, double seconds) throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            List<Future<Share>> running = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                running.add(pool.submit(() -> train(seconds)));
            }
            double rate = 0;
            double cpu = 0;
            double steps = 0;
            for (Future<Share> share : running) {
                Share done = share.get();
                rate += done.steps() / (done.wallNanos() / 1e9);
                cpu += done.cpuNanos() / 1e3;
                steps += done.steps();
            }
            return new Speed(rate, cpu / steps);
        } finally {
            pool.shutdownNow();
        }
    }

    private Share train(double seconds) {
        float[] parameters = Initialization.keras(spec, 1);
        Gradients gradients = new Gradients(parameters.length);
        Sgd rule = new Sgd();
        try (Network network = new Network(spec, PipelineStream.WINDOW, PipelineStream.BATCH)) {
            Minibatch batch = noise();
            network.load(parameters);
            run(seconds / 2, network, batch, gradients, rule, parameters);
            return run(seconds, network, batch, gradients, rule, parameters);
        }
    }

    private static Share run(
            double seconds, Network network, Minibatch batch, Gradients gradients, Sgd rule, float... parameters) {
        long cpu = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
        long began = System.nanoTime();
        long updates = 0;
        long passed;
        do {
            gradients.clear();
            network.forwardBackward(batch, gradients);
            double rate = PipelineStream.LEARNING_RATE / gradients.weightSum();
            rule.update(parameters, gradients.values(), NO_SLOTS, updates++, rate);
            network.load(parameters);
            passed = System.nanoTime() - began;
        } while (passed < seconds * 1e9);
        long used = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - cpu;
        return new Share(updates * batch.time() * batch.batch(), passed, used);
    }

    private Minibatch noise() {
        Minibatch batch = new Minibatch(spec, PipelineStream.WINDOW, PipelineStream.BATCH);
        batch.reset(PipelineStream.WINDOW, PipelineStream.BATCH);
        Random random = new Random(1);
        for (float[] values : List.of(batch.inputs(), batch.targets())) {
            for (int i = 0; i < values.length; i++) {
                values[i] = (float) random.nextGaussian();
            }
        }
        Arrays.fill(batch.weights(), 1f);
        return batch;
    }
}
