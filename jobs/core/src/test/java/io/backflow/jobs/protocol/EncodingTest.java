package io.backflow.jobs.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class EncodingTest {

    @ParameterizedTest
    @CsvSource({
        "1, 3c00",
        "-2, c000",
        "65504, 7bff",
        "0.333251953125, 3555",
        "6.103515625e-5, 400",
        "5.9604644775390625e-8, 1",
        "0, 0",
        "-0, 8000"
    })
    void float16HasTheBitsOfTheStandard(float value, String bits) {
        assertThat(Integer.toHexString(Encoding.FLOAT16.encode(value))).isEqualTo(bits);
        assertThat(Encoding.FLOAT16.decode(Integer.parseInt(bits, 16))).isEqualTo(value);
    }

    @ParameterizedTest
    @CsvSource({
        "FLOAT16, 2049, 2048",
        "FLOAT16, 2051, 2052",
        "FLOAT16, 2049.001, 2050",
        "FLOAT16, 2.98023224e-8, 0",
        "FLOAT16, 2.98023259e-8, 5.9604644775390625e-8",
        "FLOAT16, 8.940697e-8, 1.1920929e-7",
        "BFLOAT16, 257, 256",
        "BFLOAT16, 259, 260",
        "BFLOAT16, 257.01, 258"
    })
    void halfwayValuesGoToTheEvenNeighbourAndOthersToTheNearest(Encoding encoding, float value, float expected) {
        assertThat(rounded(encoding, value)).isEqualTo(expected);
        assertThat(rounded(encoding, -value)).isEqualTo(-expected);
    }

    @Test
    void aFiniteValueBeyondTheRangeBecomesTheLargestAndNotInfinite() {
        assertThat(rounded(Encoding.FLOAT16, 65520)).isEqualTo(65504);
        assertThat(rounded(Encoding.FLOAT16, -1e30f)).isEqualTo(-65504);
        assertThat(rounded(Encoding.BFLOAT16, Float.MAX_VALUE)).isEqualTo(0x1.fep127f);
    }

    @ParameterizedTest
    @EnumSource
    void whatIsNotFiniteStaysSo(Encoding encoding) {
        assertThat(rounded(encoding, Float.NaN)).isNaN();
        assertThat(rounded(encoding, Float.POSITIVE_INFINITY)).isEqualTo(Float.POSITIVE_INFINITY);
        assertThat(rounded(encoding, Float.NEGATIVE_INFINITY)).isEqualTo(Float.NEGATIVE_INFINITY);
    }

    @Test
    void everyFloat16ComesBackFromItself() {
        for (int bits = 0; bits < 1 << 16; bits++) {
            float value = Encoding.FLOAT16.decode(bits);
            if (!Float.isNaN(value)) {
                assertThat(Encoding.FLOAT16.encode(value)).isEqualTo(bits);
            }
        }
    }

    /**
     * Of the encoding's two values around one, the nearer: half a unit in the last place, 2^-11 or 2^-8 of the value.
     */
    @ParameterizedTest
    @CsvSource({"FLOAT16, 4.8828125e-4", "BFLOAT16, 3.90625e-3"})
    void theErrorIsAtMostHalfAUnitInTheLastPlace(Encoding encoding, double relative) {
        Random random = new Random(5);
        for (int i = 0; i < 100_000; i++) {
            float value = (float) Math.scalb(random.nextDouble() - 0.5, random.nextInt(12));
            if (Math.abs(value) >= 0x1p-14) {
                assertThat(Math.abs(rounded(encoding, value) - value))
                        .isLessThanOrEqualTo((float) (relative * Math.abs(value)));
            }
        }
    }

    private static float rounded(Encoding encoding, float value) {
        return encoding.decode(encoding.encode(value));
    }
}
