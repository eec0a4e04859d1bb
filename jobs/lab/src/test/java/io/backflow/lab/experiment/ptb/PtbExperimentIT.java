package io.backflow.lab.experiment.ptb;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

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

    /** The job ends with a checkpoint; of a model of more than 5 MB Flink keeps none in memory. */
    @Test
    @Timeout(300)
    void aJobWithALargeModelEnds() throws Exception {
        int[] text = IntStream.range(0, 401).map(i -> i % WORDS).toArray();
        PtbPlan plan = new PtbPlan(320, 4, 10, 1, 1);

        PtbExperiment.Result result = new PtbExperiment(new PtbText(text, text, text, WORDS), plan).run(line -> {});

        assertThat(result.valid()).hasSize(1);
    }
}
