package io.backflow.bench.serving;

import ai.onnxruntime.OrtException;
import io.backflow.jobs.config.ForecastSpec;
import io.backflow.jobs.config.JobConfig;
import io.backflow.jobs.forecast.Forecast;
import io.backflow.jobs.forecast.ServedModel;
import io.backflow.jobs.sequence.Step;
import io.backflow.model.ParameterLayout;
import io.backflow.model.io.Onnx;
import io.backflow.model.kernel.BlasKernel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/**
 * A served model beside ONNX Runtime, which steps the exported model: the same steps of many sequences in the same
 * micro-batches, each with a map of states by sequence, on one thread, in turns. Both must forecast the same numbers,
 * or the run stops. Prints one line of JSON with steps a second.
 */
public final class ServingBenchmark {

    private static final int FEATURES = 16;
    private static final int ROUNDS = 6;
    private static final double TOLERANCE = 1e-4;

    private final String[] ids;
    private final float[][] features;
    private final double seconds;

    private ServingBenchmark(int sequences, double seconds) {
        this.seconds = seconds;
        ids = new String[sequences];
        features = new float[sequences][FEATURES];
        Random random = new Random(1);
        for (int s = 0; s < sequences; s++) {
            ids[s] = Integer.toString(s);
            for (int i = 0; i < FEATURES; i++) {
                features[s][i] = random.nextFloat() - 0.5f;
            }
        }
    }

    /** What is compared. */
    private interface Engine {
        /** The first output after each of {@code steps}. */
        float[] step(List<Step> steps) throws OrtException;
    }

    /** @param arguments units, sequences, and seconds for each of the {@value #ROUNDS} turns */
    public static void main(String[] arguments) throws OrtException, IOException {
        int units = Integer.parseInt(arguments[0]);
        int sequences = Integer.parseInt(arguments[1]);
        double seconds = Double.parseDouble(arguments[2]);
        ForecastSpec spec = ForecastSpec.of(JobConfig.parse(yaml(units)));
        float[] parameters = new float[ParameterLayout.of(spec.model()).size()];
        Random random = new Random(2);
        for (int i = 0; i < parameters.length; i++) {
            parameters[i] = 0.3f * (random.nextFloat() - 0.5f);
        }
        Path file = Files.createTempFile("backflow", ".onnx");
        try (ServedModel served = new ServedModel(spec, ServedModel.BATCH)) {
            Onnx.write(file, spec.model(), parameters);
            served.adopt(parameters, 1);
            try (RuntimeModel runtime = new RuntimeModel(file, FEATURES, units, ServedModel.BATCH)) {
                new ServingBenchmark(sequences, seconds).run(steps -> outputs(served.step(steps)), runtime::step);
            }
        } finally {
            Files.delete(file);
        }
    }

    private static float[] outputs(List<Forecast> forecasts) {
        float[] outputs = new float[forecasts.size()];
        for (int i = 0; i < outputs.length; i++) {
            outputs[i] = forecasts.get(i).said().values()[0];
        }
        return outputs;
    }

    private void run(Engine served, Engine runtime) throws OrtException {
        long at = 0;
        for (int batch = 0; batch < 3 * ids.length / ServedModel.BATCH; batch++) {
            List<Step> steps = steps(at);
            requireSame(served.step(steps), runtime.step(steps));
            at += ServedModel.BATCH;
        }
        double[] ours = new double[ROUNDS];
        double[] theirs = new double[ROUNDS];
        for (int round = 0; round < ROUNDS; round++) {
            ours[round] = measure(served, at);
            theirs[round] = measure(runtime, at);
            at += 1L << 40; // the served model takes each step once
        }
        System.out.printf(
                Locale.ROOT,
                "{\"served_per_s\": %.0f, \"onnxruntime_per_s\": %.0f, \"blas_kernel\": \"%s\"}%n",
                median(ours),
                median(theirs),
                BlasKernel.name());
    }

    private double measure(Engine engine, long from) throws OrtException {
        long start = System.nanoTime();
        long end = start + (long) (seconds * 1e9);
        long count = 0;
        while (System.nanoTime() < end) {
            engine.step(steps(from + count));
            count += ServedModel.BATCH;
        }
        return count / ((System.nanoTime() - start) / 1e9);
    }

    /** One step each of the next sequences. */
    private List<Step> steps(long from) {
        List<Step> steps = new ArrayList<>(ServedModel.BATCH);
        for (long i = from; i < from + ServedModel.BATCH; i++) {
            int sequence = (int) (i % ids.length);
            long step = i / ids.length;
            steps.add(new Step(ids[sequence], step, 1000 * step, features[sequence]));
        }
        return steps;
    }

    private static void requireSame(float[] ours, float[] theirs) {
        for (int i = 0; i < ours.length; i++) {
            if (!(Math.abs(ours[i] - theirs[i]) <= TOLERANCE)) {
                throw new IllegalStateException(
                        "the served model forecasts " + ours[i] + " and ONNX Runtime " + theirs[i]);
            }
        }
    }

    /** Of all but the first turn, which warms up. */
    private static double median(double[] values) {
        double[] sorted = Arrays.copyOfRange(values, 1, values.length);
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }

    private static String yaml(int units) {
        return """
                job: {name: serving, run: serving}
                kafka: {bootstrap_servers: "none:1", bounded: false, group_id: serving}
                model:
                  input: {type: features, size: %d}
                  layers: [{type: gru, units: %d}]
                  head: {units: 1, loss: {type: mse}}
                target: {type: next, steps_ahead: 1, columns: [0]}
                horizon: {type: truncated, every: 16}
                """.formatted(FEATURES, units);
    }
}
