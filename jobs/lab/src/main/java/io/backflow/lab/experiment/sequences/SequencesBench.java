package io.backflow.lab.experiment.sequences;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.backflow.lab.experiment.ForkedJvm;
import io.backflow.lab.experiment.sequences.SequencesPlan.Extent;
import io.backflow.lab.experiment.sequences.SequencesProcess.Measured;
import io.backflow.local.EmbeddedBroker;
import io.backflow.local.Teardown;
import io.backflow.local.TemporaryDirectory;
import io.backflow.model.kernel.BlasKernel;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What very many live sequences cost in RocksDB, while all of them are trained: speed, checkpoints, a restart after the
 * process was killed, and bytes. The broker is in this process, the job in one of its own, whose heap is limited.
 *
 * @param extents one run after another; at least one
 * @param heap the most that the job's process may take of it, as Java's option says it: {@code 1g}
 */
public record SequencesBench(List<Extent> extents, String heap) {

    private static final double NANOS = 1e9;

    /**
     * What was measured.
     *
     * @param most of the most sequences
     * @param blasKernel that multiplies matrices in this process
     * @param rows of each number of sequences
     * @param growth of steps a second; null of one row
     */
    public record Result(
            @JsonUnwrapped SequencesRow most,
            String heap,
            String blasKernel,
            List<SequencesRow> rows,
            @Nullable SequencesGrowth growth) {}

    /** Measures, and says a line for each number of sequences. */
    public Result run(Consumer<String> lines) throws Exception {
        try (Teardown teardown = new Teardown()) {
            return teardown.run(() -> measure(teardown, lines));
        }
    }

    private Result measure(Teardown teardown, Consumer<String> lines) throws Exception {
        EmbeddedBroker broker = teardown.open(EmbeddedBroker::start);
        List<SequencesRow> rows = new ArrayList<>();
        for (Extent extent : extents) {
            try (TemporaryDirectory folder = teardown.open(TemporaryDirectory::create)) {
                String path = folder.path().toString();
                SequencesRow row = row(teardown, new SequencesPlan(broker.bootstrapServers(), extent, path, null));
                rows.add(row);
                lines.accept(row.line());
            }
        }
        SequencesRow most = rows.stream()
                .max(Comparator.comparingInt(SequencesRow::sequences))
                .orElseThrow();
        return new Result(most, heap, BlasKernel.name(), List.copyOf(rows), SequencesGrowth.of(rows));
    }

    private SequencesRow row(Teardown teardown, SequencesPlan plan) throws Exception {
        try (SequenceStream stream = SequenceStream.begin(plan)) {
            Measured measured;
            long killed;
            try (ForkedJvm first = start(teardown, plan)) {
                measured = new ObjectMapper().readValue(first.await(SequencesProcess.MEASURED), Measured.class);
                stream.goOn();
                killed = System.nanoTime();
            }
            try (ForkedJvm second = start(teardown, plan.goingOnFrom(measured.checkpoint()))) {
                second.await(SequencesProcess.TRAINS);
                double restart = (System.nanoTime() - killed) / NANOS;
                long saved = Long.parseLong(second.await(SequencesProcess.SAVED));
                Extent extent = plan.extent();
                return SequencesRow.of(extent, measured.training(), restart, (double) saved / extent.sequences());
            }
        }
    }

    private ForkedJvm start(Teardown teardown, SequencesPlan plan) throws IOException {
        List<String> flags = new ArrayList<>(ForkedJvm.flags());
        flags.removeIf(flag -> flag.startsWith("-Xm"));
        flags.add("-Xmx" + heap);
        return teardown.add(ForkedJvm.start(
                flags,
                System.getProperty("java.class.path"),
                SequencesProcess.class.getName(),
                new ObjectMapper().writeValueAsString(plan)));
    }
}
