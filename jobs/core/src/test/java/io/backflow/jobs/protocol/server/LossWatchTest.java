package io.backflow.jobs.protocol.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.backflow.jobs.config.DriftConfig;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** When a loss has risen. */
class LossWatchTest {

    private final Random random = new Random(6);
    private long number;

    @Test
    void aRiseIsAnAlarmAndAFallIsNone() {
        LossWatch watch = watch(1);
        assertThat(alarms(watch, 300, 8)).as("as before").isZero();
        assertThat(alarms(watch, 300, 1)).as("learning").isZero();
        assertThat(alarms(watch, 300, 4)).as("drift").isEqualTo(1);
        assertThat(alarms(watch, 1_000, 4)).as("as since").isZero();

        assertThat(watch.count()).isEqualTo(1);
        assertThat(watch.version()).isBetween(600L, 620L);
        assertThat(watch.before()).isCloseTo(1, within(0.1));
        assertThat(watch.after()).isGreaterThan(watch.before());
    }

    @Test
    void aCycleThatIsAsLongAsTheMeanIsNoRise() {
        LossWatch watch = watch(240);
        LossWatch eager = watch(1);
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
        LossWatch watch = watch(1);
        for (int i = 0; i < 1_000; i++) {
            watch.observe(1 + 0.1 * random.nextGaussian(), 1, i);
            watch.observe(0, 0, i);
            watch.observe(Double.NaN, 1, i);
            watch.observe(Double.POSITIVE_INFINITY, 1, i);
        }
        assertThat(watch.count()).isZero();
        assertThat(alarms(watch, 100, 3)).isEqualTo(1);
    }

    @Test
    void aWatchThatWasSavedGoesOnWithTheSameBits() {
        LossWatch whole = watch(3);
        LossWatch part = watch(3);
        for (int i = 0; i < 3_000; i++) {
            if (i % 31 == 0) {
                double[] saved = part.save();
                part = watch(3);
                part.resume(saved);
            }
            double loss = (i < 2_000 ? 1 : 2) + 0.2 * random.nextGaussian();
            boolean alarm = whole.observe(loss, 1, i);
            assertThat(part.observe(loss, 1, i)).isEqualTo(alarm);
            if (alarm) {
                for (LossWatch watch : List.of(whole, part)) {
                    watch.raiseUntil(i + 10);
                    watch.reactFrom(i + 1);
                    watch.slotsSince(i + 2);
                }
            }
            assertThat(part.save()).isEqualTo(whole.save());
        }
        assertThat(whole.count()).isEqualTo(1);
        assertThat(part.raisedUntil()).isEqualTo(whole.version() + 10);
        assertThat(part.reactsSince()).isEqualTo(whole.version() + 1);
        assertThat(part.slotsSince()).isEqualTo(whole.version() + 2);
    }

    @Test
    void aStateOfTheFormerLayoutGoesOn() {
        LossWatch whole = watch(1);
        alarms(whole, 200, 1);
        double[] saved = whole.save();
        double[] former = new double[saved.length - 2];
        System.arraycopy(saved, 0, former, 0, 9);
        System.arraycopy(saved, 11, former, 9, former.length - 9);
        former[0] = 1;

        LossWatch part = watch(1);
        part.resume(former);
        assertThat(part.save()).isEqualTo(saved);
    }

    @Test
    void aStateOfALaterBuildIsRefused() {
        double[] saved = watch(1).save();
        saved[0] = 3;

        assertThatIllegalArgumentException()
                .isThrownBy(() -> watch(1).resume(saved))
                .withMessageContaining("layout 3; this build reads layout 2");
    }

    private static LossWatch watch(int every) {
        return new LossWatch(new DriftConfig(0.002, every, List.of(), new DriftConfig.None()));
    }

    private int alarms(LossWatch watch, int updates, double loss) {
        int alarms = 0;
        for (int i = 0; i < updates; i++) {
            alarms += watch.observe(2 * (loss + 0.1 * random.nextGaussian()), 2, number++) ? 1 : 0;
        }
        return alarms;
    }
}
