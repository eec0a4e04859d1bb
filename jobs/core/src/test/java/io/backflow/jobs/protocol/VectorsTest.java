package io.backflow.jobs.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class VectorsTest {

    @Test
    void oneValueThatIsNotFiniteIsFoundWhereverItStands() {
        for (float bad : new float[] {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY}) {
            for (int place = 0; place < 9; place++) {
                float[] vector = new float[9];
                vector[place] = bad;

                assertThat(Vectors.finite(vector)).isFalse();
            }
        }
    }

    @Test
    void theLargestFloatsAreFiniteThoughTheirSumIsNot() {
        assertThat(Vectors.finite(new float[] {Float.MAX_VALUE, Float.MAX_VALUE, -Float.MAX_VALUE}))
                .isTrue();
        assertThat(Vectors.finite(new float[0])).isTrue();
    }

    @Test
    void vectorsOfDifferentLengthAreNotAdded() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Vectors.add(new float[2], new float[3]))
                .withMessage("adding 3 values to 2");
    }
}
