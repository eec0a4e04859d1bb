package io.backflow.lab.experiment.ptb;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.backflow.jobs.config.JobConfig;
import io.backflow.lab.experiment.JobRunner;
import io.backflow.local.Teardown;
import io.backflow.local.TemporaryDirectory;
import io.backflow.model.ModelSpec;
import io.backflow.model.ParameterLayout;
import io.backflow.model.io.KerasNames;
import io.backflow.model.io.Safetensors;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A language model through the whole job, by truncated backpropagation: parallel streams of a text in lock-step, the
 * state carried from window to window, as TensorFlow's tutorial on recurrent networks has it.
 *
 * @param text what is learnt
 * @param plan how
 */
public record PtbExperiment(PtbText text, PtbPlan plan) {

    /** Minibatches of a contribution at most. */
    private static final int LOCAL = 128;

    /**
     * What was measured.
     *
     * @param valid perplexity of the validation part after each epoch
     * @param test perplexity of the test part after the last
     * @param tokensPerS tokens trained for a second of CPU time of the whole process, broker, garbage collection and
     *     compilation included and judging not; after the first epoch where there are more
     * @param peerTokensPerS those of the same network in libtorch, measured alike; null: not measured
     */
    public record Result(
            List<Double> valid,
            double test,
            @JsonProperty("tokens_per_s") double tokensPerS,

            @JsonProperty("peer_tokens_per_s") @Nullable Double peerTokensPerS) {

        /** The same beside a peer. */
        public Result beside(double peer) {
            return new Result(valid, test, tokensPerS, peer);
        }
    }

    /** Trains and judges, and says a line for each epoch. */
    public Result run(Consumer<String> lines) throws Exception {
        try (Teardown teardown = new Teardown()) {
            return teardown.run(() -> measure(teardown, lines));
        }
    }

    private Result measure(Teardown teardown, Consumer<String> lines) throws Exception {
        JobRunner jobs = JobRunner.start(teardown);
        Path start = teardown.open(TemporaryDirectory::create).path().resolve("fresh.safetensors");
        PtbStreams streams = new PtbStreams(text.train(), plan.streams(), plan.window());
        JobConfig config = JobConfig.parse(yaml(streams, jobs.brokers(), start));
        ModelSpec spec = config.model();
        Safetensors.write(start, spec, fresh(spec, config.job().seed()), new KerasNames());
        try (Perplexity valid = new Perplexity(spec, text.valid(), plan.streams(), plan.window());
                Perplexity test = new Perplexity(spec, text.test(), 1, plan.window())) {
            PtbEpochs epochs = new PtbEpochs(streams.steps(), valid, CpuTime.ofThisProcess(), lines);
            jobs.run(config, steps -> streams.send(plan.epochs(), steps), epochs);
            return epochs.result(test);
        }
    }

    private static float[] fresh(ModelSpec spec, long seed) {
        float[] parameters = new float[ParameterLayout.of(spec).size()];
        Random random = new Random(seed);
        for (int i = 0; i < parameters.length; i++) {
            parameters[i] = PtbPlan.BOUND * (2 * random.nextFloat() - 1);
        }
        return parameters;
    }

    private String yaml(PtbStreams streams, String brokers, Path start) {
        int updates = streams.windows();
        int local = contribution(updates);
        return template()
                .replace("${brokers}", brokers)
                .replace("${start}", start.toString())
                .replace("${vocabulary}", Integer.toString(text.vocabulary()))
                .replace("${units}", Integer.toString(plan.units()))
                .replace("${streams}", Integer.toString(plan.streams()))
                .replace("${window}", Integer.toString(plan.window()))
                .replace("${held}", Integer.toString((plan.held() - 1) * updates))
                .replace("${updates}", Integer.toString(updates))
                .replace("${local}", Integer.toString(local))
                .replace("${versions}", Integer.toString(updates / local));
    }

    /** The most minibatches of which an epoch has a whole number of times. */
    private static int contribution(int updates) {
        int most = Math.min(LOCAL, updates);
        while (updates % most != 0) {
            most--;
        }
        return most;
    }

    private static String template() {
        try (InputStream in = Objects.requireNonNull(PtbExperiment.class.getResourceAsStream("ptb.yaml"))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
