package io.backflow.lab.experiment.ptb;

import static org.assertj.core.api.Assertions.assertThat;

import io.backflow.jobs.protocol.TrainingTotals;
import io.backflow.jobs.protocol.VersionId;
import io.backflow.jobs.publish.ModelVersion;
import io.backflow.model.HeadSpec;
import io.backflow.model.Initialization;
import io.backflow.model.InputSpec;
import io.backflow.model.LayerSpec;
import io.backflow.model.LossSpec;
import io.backflow.model.ModelSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class PtbEpochsTest {

    private static final int STEPS = 100;
    private static final ModelSpec SPEC = new ModelSpec(
            new InputSpec.Tokens(3, 2),
            List.of(new LayerSpec.Lstm(2, false, 0)),
            new HeadSpec(3, new LossSpec.CrossEntropy()));

    private final List<String> lines = new ArrayList<>();
    private long process;
    private long thread;
    private int asked;

    /** The first epoch takes 10 s, the others 2 s; judging takes 5 s each time. */
    @Test
    void tokensAreCountedForTheTimeOfCoresWithoutJudgingAndWithoutTheFirstEpoch() {
        try (Perplexity valid = new Perplexity(SPEC, new int[] {0, 1, 2, 0, 1}, 1, 4)) {
            PtbEpochs epochs = new PtbEpochs(STEPS, valid, new CpuTime(() -> process, this::judged), lines::add);
            epochs.published(version(0));
            process += TimeUnit.SECONDS.toNanos(10);
            epochs.published(version(STEPS / 2));
            epochs.published(version(STEPS));
            process += TimeUnit.SECONDS.toNanos(2);
            epochs.published(version(2 * STEPS));
            process += TimeUnit.SECONDS.toNanos(2);
            epochs.published(version(3 * STEPS));

            PtbExperiment.Result result = epochs.result(valid);

            assertThat(result.valid()).hasSize(3);
            assertThat(result.tokensPerS()).isCloseTo(50, Offset.offset(1e-9));
            assertThat(result.peerTokensPerS()).isNull();
            assertThat(lines).element(0).asString().contains("epoch 1", "10 tokens for a second of CPU time");
            assertThat(lines).element(1).asString().contains("epoch 2", "50 tokens for a second of CPU time");
        }
    }

    /** Asked for the second time, judging has taken five seconds of this thread, and so of the process. */
    private long judged() {
        asked++;
        if (asked % 2 == 0) {
            thread += TimeUnit.SECONDS.toNanos(5);
            process += TimeUnit.SECONDS.toNanos(5);
        }
        return thread;
    }

    private static ModelVersion version(long steps) {
        TrainingTotals totals = new TrainingTotals(steps, 0, 0, 0, 0, 0, 0);
        float[] values = Initialization.keras(SPEC, 1);
        return new ModelVersion("ptb", new VersionId(1, steps, steps), new long[] {steps}, values, totals, false);
    }
}
