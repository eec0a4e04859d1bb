package io.backflow.lab.experiment.ptb;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PtbExperimentIT {

    private static final int WORDS = 6;

    @Test
    void aTextThatRepeatsItselfIsLearntThroughTheWholeJob() throws Exception {
        int[] text = IntStream.range(0, 4001).map(i -> i % WORDS).toArray();
        PtbPlan plan = new PtbPlan(16, 4, 10, 3, 2);
        List<String> lines = new ArrayList<>();

        PtbExperiment.Result result = new PtbExperiment(new PtbText(text, text, text, WORDS), plan).run(lines::add);

        assertThat(result.valid()).hasSize(3);
        assertThat(result.valid().get(0)).isLessThan(WORDS);
        assertThat(result.test()).isBetween(1.0, 1.3);
        assertThat(result.tokensPerS()).isPositive();
        assertThat(lines).anyMatch(line -> line.startsWith("ptb, epoch 3: validation perplexity"));
    }
}
