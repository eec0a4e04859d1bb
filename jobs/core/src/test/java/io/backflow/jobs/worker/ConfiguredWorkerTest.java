package io.backflow.jobs.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.backflow.jobs.config.ConfigException;
import io.backflow.jobs.config.JobConfig;
import io.backflow.jobs.sequence.SequenceState;
import io.backflow.jobs.sequence.Step;
import io.backflow.jobs.sequence.Window;
import io.backflow.jobs.window.WindowTrainer;
import io.backflow.model.Gradients;
import io.backflow.model.Initialization;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** That the keys of a configuration reach the parts they are meant for. */
class ConfiguredWorkerTest {

    private static final float[] FEATURES = {7f, 3f};

    @Test
    void withResidualTheOutputIsTheChangeFromTheFeatures() {
        assertThat(untrained("target: {type: next, columns: [0], residual: true}"))
                .isEqualTo(7f);
        assertThat(untrained("target: {type: next, columns: [0]}")).isZero();
        assertThat(untrained("target: {type: next, columns: [1], residual: true}"))
                .isEqualTo(3f);
    }

    @Test
    void forecastsAreInTheUnitsOfTheStream() {
        String scale = "normalization: {mean: [5, 1], deviation: [2, 4]}\n";

        assertThat(untrained(scale + "target: {type: next, columns: [0]}")).isEqualTo(5f);
        assertThat(untrained(scale + "target: {type: next, columns: [0], residual: true}"))
                .isEqualTo(7f);
    }

    @Test
    void theNetworkSeesNormalisedFeatures() {
        float normalised = predict("normalization: {mean: [5, 1], deviation: [2, 4]}", FEATURES, 1);

        assertThat(normalised).isCloseTo(predict("", new float[] {1f, 0.5f}, 1), within(1e-6f));
        assertThat(normalised).isNotCloseTo(predict("", FEATURES, 1), within(1e-3f));
    }

    @Test
    void aWorkerRefusesAnotherKernelThanTheConfiguredOne() {
        assertThatThrownBy(() -> untrained("job: {blas_kernel: Abacus}"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("job.blas_kernel is \"Abacus\"");
    }

    /** By a network whose parameters are all 0. */
    private static float untrained(String sections) {
        return predict(sections, FEATURES, 0);
    }

    private static float predict(String sections, float[] features, float factor) {
        JobConfig config = JobConfig.parse("""
                kafka: {bootstrap_servers: "localhost:9092"}
                model: {input: {type: features, size: 2}, layers: [{type: gru, units: 3}], head: {units: 1}}
                """ + sections);
        float[] parameters = Initialization.keras(config.model(), 5);
        for (int i = 0; i < parameters.length; i++) {
            parameters[i] *= factor;
        }
        List<Float> predictions = new ArrayList<>();
        try (WindowTrainer trainer = ConfiguredWorker.windowTrainer(config)) {
            trainer.load(parameters, 1);
            SequenceState sequence = new SequenceState(config.model().stateSize());
            sequence.ready.add(new Window(List.of(new Step("s", 0, 0, features)), 0, true));
            trainer.train(
                    List.of(sequence),
                    new Gradients(parameters.length),
                    scored -> predictions.add(scored.prediction()[0]));
        }
        assertThat(predictions).hasSize(1);
        return predictions.get(0);
    }
}
