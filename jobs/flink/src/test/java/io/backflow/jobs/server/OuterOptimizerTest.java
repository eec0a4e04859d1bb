package io.backflow.jobs.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import io.backflow.jobs.config.ConfigException;
import io.backflow.jobs.config.JobConfig;
import io.backflow.jobs.protocol.Contribution;
import io.backflow.jobs.protocol.Contributions;
import io.backflow.jobs.protocol.server.ConfiguredServer;
import io.backflow.jobs.protocol.server.RoundMerger;
import io.backflow.jobs.protocol.server.ShardServer;
import io.backflow.jobs.protocol.server.ShardState;
import java.util.Arrays;
import java.util.Random;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/** Deltas of synchronous workers against the equations of DiLoCo, written down anew in double precision. */
class OuterOptimizerTest {

    private static final int WORKERS = 3;
    private static final int ROUNDS = 20;
    private static final Offset<Float> ROUNDING = within(1e-4f); // float32 over twenty steps of a momentum of 0.9

    @Test
    void nesterovIsThatOfDiLoCo() {
        compare("{type: nesterov}", 0.7, 0.9);
        compare("{type: nesterov, learning_rate: 0.4, momentum: 0.5}", 0.4, 0.5);
    }

    @Test
    void averageMovesToTheMeanOfTheWorkersModels() {
        compare("average", 1, 0);
    }

    @Test
    void aStepThatIsNotFiniteIsTakenBackWithItsMomentum() {
        ConfiguredServer setup = new ConfiguredServer(config("{type: nesterov, learning_rate: 1000}"));
        ShardServer server = setup.server(0);
        ShardState state = setup.fresh(0);
        float[] before = state.values.clone();

        server.accept(state, sum(0, fill(state.values.length, 1e36f)));

        assertThat(server.refused()).isEqualTo(1);
        assertThat(state.values).isEqualTo(before);
        assertThat(state.slots).hasSize(before.length).containsOnly(0f);
    }

    @Test
    void stateOfAnotherOuterRuleIsRefusedWithASentence() {
        ConfiguredServer average = new ConfiguredServer(config("average"));
        ConfiguredServer nesterov = new ConfiguredServer(config("{type: nesterov}"));

        average.resume(0, average.fresh(0));
        assertThatExceptionOfType(ConfigException.class)
                .isThrownBy(() -> nesterov.resume(0, average.fresh(0)))
                .withMessage(
                        "sync.outer.type is nesterov, but the state to go on from was made with average; set it back,"
                                + " or begin a new run without that state");
        ShardState older = average.fresh(0);
        older.settings = "";
        assertThatExceptionOfType(ConfigException.class)
                .isThrownBy(() -> nesterov.resume(0, older))
                .withMessageStartingWith(
                        "sync.outer makes 22 slots in shard 0, but the state to go on from was made with 0");
    }

    private static void compare(String outer, double rate, double momentum) {
        ConfiguredServer setup = new ConfiguredServer(config(outer));
        ShardServer server = setup.server(0);
        ShardState state = setup.fresh(0);
        RoundMerger merging = new RoundMerger(0);
        Random random = new Random(5);
        int n = state.values.length;
        double[] theta = new double[n];
        double[] v = new double[n];
        for (int i = 0; i < n; i++) {
            theta[i] = state.values[i];
        }
        for (long round = 0; round < ROUNDS; round++) {
            double[] mean = new double[n];
            for (int worker = 0; worker < WORKERS; worker++) {
                float[] delta = new float[n];
                for (int i = 0; i < n; i++) {
                    delta[i] = 0.1f * (float) random.nextGaussian();
                    mean[i] += (double) delta[i] / WORKERS;
                }
                merging.accept(Contributions.ofRound(worker, WORKERS, round, delta))
                        .forEach(sum -> server.accept(state, sum));
            }
            for (int i = 0; i < n; i++) {
                v[i] = momentum * v[i] - mean[i];
                theta[i] -= rate * (-mean[i] + momentum * v[i]);
            }
        }
        for (int i = 0; i < n; i++) {
            assertThat(state.values[i]).as("parameter %d", i).isCloseTo((float) theta[i], ROUNDING);
        }
        assertThat(state.version).isEqualTo(ROUNDS);
    }

    private static Contribution sum(long round, float[] delta) {
        return new RoundMerger(0)
                .accept(Contributions.ofRound(0, 1, round, delta))
                .get(0);
    }

    private static float[] fill(int length, float value) {
        float[] values = new float[length];
        Arrays.fill(values, value);
        return values;
    }

    private static JobConfig config(String outer) {
        return JobConfig.parse("""
            kafka: {bootstrap_servers: "localhost:9092"}
            model:
              input: {type: features, size: 2}
              layers: [{type: simple_rnn, units: 3}]
              head: {units: 1, loss: {type: mse}}
            sync: {type: synchronous, send: delta, round: 8s, outer: %s}
            """.formatted(outer));
    }
}
