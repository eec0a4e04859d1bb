package io.backflow.jobs.protocol.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.backflow.jobs.protocol.Change;
import io.backflow.jobs.protocol.Contribution.Sender;
import io.backflow.jobs.protocol.Contribution.WorkerUpdate;
import io.backflow.jobs.protocol.Contributions;
import io.backflow.jobs.protocol.Losses;
import io.backflow.jobs.protocol.Share;
import io.backflow.jobs.protocol.TrainingTotals;
import io.backflow.jobs.sequence.FeatureSums;
import io.backflow.jobs.sequence.MovingStatistics;
import io.backflow.model.optimizer.Adagrad;
import io.backflow.model.optimizer.Adam;
import io.backflow.model.optimizer.AdamW;
import io.backflow.model.optimizer.Cocob;
import io.backflow.model.optimizer.ConstantRate;
import io.backflow.model.optimizer.Optimizer;
import io.backflow.model.optimizer.RmsProp;
import io.backflow.model.optimizer.Sgd;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Two parameters that are learnt, then the statistics of one feature. */
class ServerStatisticsTest {

    private static final float[] BEFORE = {1f, -1f, 20f, 1e-7f, 9f, 40f};
    private static final int LEARNT = 2;

    private long number;

    static Optimizer[] rules() {
        return new Optimizer[] {
            new Sgd(0.9, true, 0.1),
            new Adam(0.9, 0.999, 1e-7),
            new AdamW(0.9, 0.999, 1e-7, 0.1),
            new Adagrad(0.1, 1e-7, true),
            new RmsProp(0.9, 0.5, 1e-7, true),
            new Cocob(100)
        };
    }

    @ParameterizedTest
    @MethodSource("rules")
    void noRuleChangesWhatNoGradientIsOf(Optimizer rule) {
        ShardState state = state(rule);
        ShardServer server = server(new GradientUpdate(rule, new ConstantRate(0.1), Double.POSITIVE_INFINITY));

        for (int update = 0; update < 5; update++) {
            server.accept(state, update(new float[] {3f, -2f, 0f, 0f, 0f, 0f}, FeatureSums.NONE));
        }

        assertThat(Arrays.copyOf(state.values, LEARNT)).doesNotContain(1f).doesNotContain(-1f);
        assertThat(statistics(state)).containsExactly(20f, 1e-7f, 9f, 40f);
    }

    @Test
    void noOuterRuleDoesEither() {
        Sgd rule = new Sgd(0.9, true, 0);
        ShardState state = state(rule);
        ShardServer server = server(new DeltaUpdate(rule, 0.7));
        for (int update = 0; update < 5; update++) {
            server.accept(state, update(new float[] {3f, -2f, 0f, 0f, 0f, 0f}, FeatureSums.NONE));
        }
        assertThat(statistics(state)).containsExactly(20f, 1e-7f, 9f, 40f);
    }

    @Test
    void valuesMoveThemByTheirShare() {
        ShardState state = state(new Sgd());
        ShardServer server = server(new GradientUpdate(new Sgd(), new ConstantRate(0.1), Double.POSITIVE_INFINITY));

        // ten values with the mean 25 and the variance 4, to forty with the mean 20 and the variance 9
        boolean changed =
                server.accept(state, update(new float[6], new FeatureSums(new double[] {10, 250, 10 * (25 * 25 + 4)})));

        assertThat(changed).isTrue();
        assertThat(state.version).isEqualTo(1);
        assertThat(statistics(state)[0]).isEqualTo(21f);
        assertThat(statistics(state)[2])
                .as("(40 * 9 + 10 * 4) / 50 + .8 * .2 * 25")
                .isEqualTo(12f);
        assertThat(statistics(state)[3]).isEqualTo(50f);
    }

    /** Workers and readers take versions over that all shards have: each shard counts the same. */
    @Test
    void valuesWithoutAGradientMakeAVersionOfEachShard() {
        FeatureSums sums = new FeatureSums(new double[] {1, 2, 4});
        ShardState last = state(new Sgd());
        ShardState other = new ShardState(new float[] {1f}, new float[0], new float[0]);
        GradientUpdate update = new GradientUpdate(new Sgd(), new ConstantRate(0.1), Double.POSITIVE_INFINITY);

        server(update).accept(last, update(null, sums));
        number = 0;
        ShardServer first = new ShardServer(0, 1, update);
        first.accept(other, update(null, sums.elsewhere()));
        first.accept(other, update(null, FeatureSums.NONE));

        assertThat(last.version).isEqualTo(1);
        assertThat(other.version).isEqualTo(1);
        assertThat(last.totals.updates()).isZero();
        assertThat(other.values).containsExactly(1f);
        assertThat(Arrays.copyOf(last.values, LEARNT)).containsExactly(1f, -1f);
    }

    @Test
    void aGradientThatIsRefusedTakesNoValuesWithIt() {
        ShardState state = state(new Sgd());
        ShardServer server = server(new GradientUpdate(new Sgd(), new ConstantRate(0.1), Double.POSITIVE_INFINITY));

        server.accept(
                state,
                update(new float[] {Float.NaN, 0f, 0f, 0f, 0f, 0f}, new FeatureSums(new double[] {10, 250, 6290})));

        assertThat(server.refused()).isEqualTo(1);
        assertThat(state.values).startsWith(1f, -1f, 21f);
    }

    private static ShardState state(Optimizer rule) {
        float[] slots = new float[rule.slotsPerParameter() * BEFORE.length];
        Arrays.fill(slots, rule.initialSlotValue());
        return new ShardState(BEFORE.clone(), slots, new float[0]);
    }

    private static ShardServer server(ShardUpdate update) {
        return new ShardServer(0, 1, update, null, new MovingStatistics(1, LEARNT, 1000));
    }

    private static float[] statistics(ShardState state) {
        return Arrays.copyOfRange(state.values, LEARNT, state.values.length);
    }

    private WorkerUpdate update(float[] values, FeatureSums features) {
        TrainingTotals totals = Contributions.steps(1);
        Change change = values == null ? null : new Change(values, 0);
        return new WorkerUpdate(0, new Sender(0, 1), ++number, new Share(change, 1, totals, Losses.NONE, features));
    }
}
