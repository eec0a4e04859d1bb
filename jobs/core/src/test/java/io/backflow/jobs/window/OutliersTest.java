package io.backflow.jobs.window;

import static org.assertj.core.api.Assertions.assertThat;

import io.backflow.jobs.sequence.Step;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class OutliersTest {

    private static final List<Step> WINDOW =
            List.of(new Step("device-7", 30, 0, new float[1], Step.NONE, null, Step.NONE, 1f, false));

    private final Outliers outliers = new Outliers();
    private final List<String> sentences = new ArrayList<>();

    @Test
    void theFirstSecondAndFourthCaseAreReportedWithTheirSequence() {
        outliers.report(sentences::add);

        for (int i = 0; i < 7; i++) {
            outliers.counted(WINDOW, 0);
        }

        assertThat(outliers.refused()).isEqualTo(7);
        assertThat(sentences).hasSize(3).allMatch(sentence -> sentence.contains("device-7, from step 30"));
        assertThat(sentences.get(2)).contains("4 windows left out");
    }

    @Test
    void eachKindIsCountedForItselfAndAWholeWindowNotAtAll() {
        outliers.counted(WINDOW, 0.5f);
        outliers.counted(WINDOW, 1);
        outliers.reset(WINDOW);

        assertThat(outliers.refused()).isZero();
        assertThat(outliers.restrained()).isEqualTo(1);
        assertThat(outliers.resets()).isEqualTo(1);
    }
}
