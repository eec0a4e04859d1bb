package io.backflow.jobs.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class DecimalsTest {

    @Test
    void everyNumberIsThatOfTheJdk() {
        Random random = new Random(3);
        for (int i = 0; i < 200_000; i++) {
            String text = text(random);
            assertThat(Decimals.parse(text)).as(text).isEqualTo(Double.parseDouble(text));
        }
        for (String text : new String[] {"-0", "0.0000000000000001", "1e999999999", "1e-999999999", ".5", "5."}) {
            assertThat(Decimals.parse(text)).as(text).isEqualTo(Double.parseDouble(text));
        }
    }

    private static String text(Random random) {
        return switch (random.nextInt(4)) {
            case 0 ->
                Double.toString(Double.longBitsToDouble(
                        random.nextLong() & ~(0x7ffL << 52) | 1000L + random.nextInt(40) << 52));
            case 1 -> Float.toString(random.nextFloat() * 1000);
            case 2 -> Long.toString(random.nextLong());
            default -> "+" + random.nextInt(1 << 30) + "." + random.nextInt(1 << 20);
        };
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-", ".", "1f", "0x1p3", " 1", "1 ", "Infinity", "1,5", "1e", "--1", "1.2.3", "é"})
    void whatTheJdkTakesBeyondDecimalsAndWhatIsNoNumberIsRefused(String text) {
        assertThatThrownBy(() -> Decimals.parse(text)).isInstanceOf(NumberFormatException.class);
    }

    @Test
    void aNumberOfManyDigitsIsRefusedBeforeItIsRead() {
        assertThatThrownBy(() -> Decimals.parse("1".repeat(101))).isInstanceOf(NumberFormatException.class);
    }
}
