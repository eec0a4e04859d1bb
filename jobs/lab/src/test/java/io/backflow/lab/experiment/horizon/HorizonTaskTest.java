package io.backflow.lab.experiment.horizon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.backflow.model.LayerSpec;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** What docs/horizon.md says of the tasks, with as few updates as it takes. */
class HorizonTaskTest {

    private static final LayerSpec GRU = new LayerSpec.Gru(32, true, 0);

    @Test
    void windowsShorterThanTheLagLeaveChance() {
        assertThat(accuracy(HorizonVariant.truncated(4, 4))).isLessThan(0.6);
        assertThat(accuracy(HorizonVariant.truncated(10, 10))).isLessThan(0.65);
    }

    @Test
    void windowsLongerThanTheLagLearnIt() {
        assertThat(accuracy(HorizonVariant.truncated(12, 12))).isGreaterThan(0.95);
    }

    @Test
    void aGradientThatReachesBackOverShortWindowsLearnsIt() {
        assertThat(accuracy(HorizonVariant.truncated(4, 12))).isGreaterThan(0.95);
    }

    @Test
    void wholeSequencesFedInShortPartsLearnIt() {
        assertThat(accuracy(HorizonVariant.full(4))).isGreaterThan(0.95);
    }

    /** The figures of other programs on the same split: 1.085 and 0.185. */
    @Test
    void naiveForecastsOfTheBirthsHaveTheKnownErrors() {
        Births births = Births.load();

        assertThat(births.naive("persistence", 1).mse()).isCloseTo(1.085, within(0.0005));
        assertThat(births.naive("same weekday", 7).mse()).isCloseTo(0.185, within(0.0005));
    }

    @Test
    void aStateThatIsCarriedForeseesBirthsBetterThanOneThatEachWindowForgets() {
        Births births = Births.load();
        double carried = mse(births, HorizonVariant.truncated(16, 16));
        double forgotten = mse(births, HorizonVariant.reset(16));

        assertThat(carried).isLessThan(forgotten).isLessThan(0.185);
    }

    @Test
    void aSpreadNamesTheMiddleAndBothEnds() {
        List<HorizonRow> rows = List.of(row(3, 0.3), row(1, 0.1), row(2, 0.15));

        assertThat(ErrorSpread.of(rows))
                .singleElement()
                .extracting(ErrorSpread::line)
                .asString()
                .endsWith("test MSE 0.1500 (0.1000 to 0.3000 over 3 seeds)");
        assertThat(ErrorSpread.of(rows.subList(0, 1))).isEmpty();
    }

    private static double accuracy(HorizonVariant variant) {
        return Objects.requireNonNull(
                new EchoTask(GRU, "gru", variant, 1500, 1).run().accuracy());
    }

    private static double mse(Births births, HorizonVariant variant) {
        return Objects.requireNonNull(
                new BirthsTask(births, GRU, "gru", variant, 5, 1).run().mse());
    }

    private static HorizonRow row(long seed, double mse) {
        return new HorizonRow("us_births", "gru", "truncated", 1, 1, null, mse, 10, 10, seed, 1);
    }
}
