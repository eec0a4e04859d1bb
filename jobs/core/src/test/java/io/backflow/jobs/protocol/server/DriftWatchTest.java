package io.backflow.jobs.protocol.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.backflow.jobs.config.DriftConfig;
import io.backflow.jobs.protocol.Change;
import io.backflow.jobs.protocol.Contribution.Sender;
import io.backflow.jobs.protocol.Contribution.WorkerUpdate;
import io.backflow.jobs.protocol.Share;
import io.backflow.jobs.protocol.TrainingTotals;
import io.backflow.model.optimizer.ConstantRate;
import io.backflow.model.optimizer.Sgd;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What a server does where the loss of the run rises. */
class DriftWatchTest {

    private static final DriftConfig.Reaction NONE = new DriftConfig.None();

    private final Random random = new Random(6);
    private long number;

    @Test
    void aRiseIsAnAlarmAndAFallIsNone() {
        DriftWatch watch = watch(1, NONE);
        assertThat(alarms(watch, 300, 8)).as("as before").isZero();
        assertThat(alarms(watch, 300, 1)).as("learning").isZero();
        assertThat(alarms(watch, 300, 4)).as("drift").isEqualTo(1);
        assertThat(alarms(watch, 1_000, 4)).as("as since").isZero();

        assertThat(watch.alarms().count()).isEqualTo(1);
        assertThat(watch.alarms().version()).isBetween(600L, 620L);
        assertThat(watch.alarms().before()).isCloseTo(1, within(0.1));
        assertThat(watch.alarms().after()).isGreaterThan(watch.alarms().before());
    }

    @Test
    void aCycleThatIsAsLongAsTheMeanIsNoRise() {
        DriftWatch watch = watch(240, NONE);
        DriftWatch eager = watch(1, NONE);
        int alarms = 0;
        int eagerAlarms = 0;
        for (int update = 0; update < 240 * 200; update++) {
            double loss = 2 + Math.sin(2 * Math.PI * update / 240) + 0.1 * random.nextGaussian();
            alarms += watch.observe(loss, 1, update) ? 1 : 0;
            eagerAlarms += eager.observe(loss, 1, update) ? 1 : 0;
        }
        assertThat(alarms).isZero();
        assertThat(eagerAlarms).as("each night").isGreaterThan(5);
    }

    @Test
    void whatHasNoWeightOrNoFiniteLossDoesNotCount() {
        DriftWatch watch = watch(1, NONE);
        for (int i = 0; i < 1_000; i++) {
            watch.observe(1 + 0.1 * random.nextGaussian(), 1, i);
            watch.observe(0, 0, i);
            watch.observe(Double.NaN, 1, i);
            watch.observe(Double.POSITIVE_INFINITY, 1, i);
        }
        assertThat(watch.alarms().count()).isZero();
        assertThat(alarms(watch, 100, 3)).isEqualTo(1);
    }

    @Test
    void aWatchThatWasSavedGoesOnWithTheSameBits() {
        DriftWatch whole = watch(3, new DriftConfig.RaiseRate(2, 10));
        DriftWatch part = watch(3, new DriftConfig.RaiseRate(2, 10));
        for (int i = 0; i < 3_000; i++) {
            if (i % 31 == 0) {
                double[] saved = part.save();
                part = watch(3, new DriftConfig.RaiseRate(2, 10));
                part.resume(saved);
            }
            double loss = (i < 2_000 ? 1 : 2) + 0.2 * random.nextGaussian();
            boolean alarm = whole.observe(loss, 1, i);
            assertThat(part.observe(loss, 1, i)).isEqualTo(alarm);
            if (alarm) {
                whole.raise(i, 10);
                part.raise(i, 10);
            }
            assertThat(part.rateFactor(i)).isEqualTo(whole.rateFactor(i));
        }
        assertThat(part.alarms()).isEqualTo(whole.alarms());
        assertThat(whole.alarms().count()).isEqualTo(1);
    }

    @Test
    void aStateOfALaterBuildIsRefused() {
        double[] saved = watch(1, NONE).save();
        saved[0] = 2;

        assertThatIllegalArgumentException()
                .isThrownBy(() -> watch(1, NONE).resume(saved))
                .withMessageContaining("layout 2; this build reads layout 1");
    }

    @Test
    void theRateIsRaisedForAsManyUpdatesAsTheReactionSays() {
        ShardState state = new ShardState(new float[] {0f}, new float[0], new float[0]);
        ShardServer server = server(new Sgd(), new DriftConfig.RaiseRate(3, 4));
        double[] moves = new double[60];
        learn(server, state, 200, 1);
        for (int i = 0; i < moves.length; i++) {
            float before = state.values[0];
            learn(server, state, 1, 5);
            moves[i] = before - state.values[0];
        }
        assertThat(server.alarms().count()).isEqualTo(1);
        int alarm = (int) server.alarms().version() - 200;
        for (int i = 0; i < moves.length; i++) {
            boolean raised = i >= alarm && i < alarm + 4;
            assertThat(moves[i]).as("update %s, alarm at %s", i, alarm).isCloseTo(raised ? 0.3 : 0.1, within(1e-4));
        }
    }

    @Test
    void aRateThatACommandHasSetIsNotMultiplied() {
        ShardState state = new ShardState(new float[] {0f}, new float[0], new float[0]);
        state.learningRate = 0.5;
        ShardServer server = server(new Sgd(), new DriftConfig.RaiseRate(3, 1_000));
        learn(server, state, 200, 1);
        learn(server, state, 50, 5);

        assertThat(server.alarms().count()).isEqualTo(1);
        assertThat(state.values[0]).isCloseTo(-125f, within(1e-3f));
    }

    @Test
    void theOptimizerBeginsAnewWithTheUpdateThatMakesTheAlarm() {
        Sgd momentum = new Sgd(0.9, false, 0);
        ShardState state = new ShardState(new float[] {0f}, new float[] {0f}, new float[0]);
        ShardServer server = server(momentum, new DriftConfig.ResetOptimizer());
        learn(server, state, 200, 1);
        float slot = state.slots[0];
        while (server.alarms().count() == 0) {
            learn(server, state, 1, 5);
        }
        assertThat(Math.abs(slot)).as("gathered").isGreaterThan(0.5f);
        assertThat(Math.abs(state.slots[0])).as("of one gradient").isLessThan(0.2f * Math.abs(slot));
        assertThat(state.slotsFreshAt).isEqualTo(state.updates - 1);
    }

    private static DriftWatch watch(int every, DriftConfig.Reaction reaction) {
        return new DriftWatch(new DriftConfig(0.002, every, reaction));
    }

    private int alarms(DriftWatch watch, int updates, double loss) {
        int alarms = 0;
        for (int i = 0; i < updates; i++) {
            alarms += watch.observe(2 * (loss + 0.1 * random.nextGaussian()), 2, number++) ? 1 : 0;
        }
        return alarms;
    }

    private static ShardServer server(Sgd rule, DriftConfig.Reaction reaction) {
        GradientUpdate update = new GradientUpdate(rule, new ConstantRate(0.1), Double.POSITIVE_INFINITY);
        return new ShardServer(0, 1, update, watch(1, reaction));
    }

    private void learn(ShardServer server, ShardState state, int updates, double loss) {
        for (int i = 0; i < updates; i++) {
            double sum = loss + 0.1 * random.nextGaussian();
            TrainingTotals totals = new TrainingTotals(1, 0, 1, 0, sum, 0, 1);
            Share share = new Share(new Change(new float[] {1f}, state.version), 1, totals);
            server.accept(state, new WorkerUpdate(0, new Sender(0, 1), ++number, share));
        }
    }
}
