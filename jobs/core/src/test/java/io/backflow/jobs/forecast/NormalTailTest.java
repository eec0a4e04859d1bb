package io.backflow.jobs.forecast;

import static org.assertj.core.api.Assertions.assertThat;

import org.assertj.core.data.Percentage;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NormalTailTest {

    /** Values of tables; those of the tails by a program with arbitrary precision. */
    @ParameterizedTest
    @CsvSource({
        "0, 0.5",
        "1, 0.15865525393145707",
        "1.2815515655446004, 0.1",
        "2.999999, 0.001349902463",
        "3, 0.0013498980316300933",
        "3.090232306167813, 0.001",
        "4.264890793922825, 1e-5",
        "6.361340902404056, 1e-10",
        "10, 7.61985302416052606e-24",
        "-1, 0.8413447460685429"
    })
    void theTailOfTheNormalDistributionIsThatOfTheTables(double z, double tail) {
        assertThat(NormalTail.of(z)).isCloseTo(tail, Percentage.withPercentage(1e-6));
    }

    @ParameterizedTest
    @CsvSource({"40, 0", "Infinity, 0", "-Infinity, 1"})
    void farOutNothingIsLeft(double z, double tail) {
        assertThat(NormalTail.of(z)).isEqualTo(tail);
    }
}
