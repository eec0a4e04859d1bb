package io.backflow.lab.experiment.pipeline;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.backflow.lab.experiment.ForkedJvm;
import io.backflow.lab.experiment.pipeline.PipelinePlan.Extent;
import io.backflow.lab.experiment.pipeline.PipelinePlan.Variant;
import io.backflow.local.EmbeddedBroker;
import io.backflow.local.Teardown;
import io.backflow.model.kernel.BlasKernel;
import io.backflow.model.kernel.KernelSpeed;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * How many timesteps a second are trained through the whole path: LSTM, 16 features, 1,000 sequences, windows of 32
 * steps, 32 windows a minibatch, the next step to predict, plain gradient descent. One broker in this process; the jobs
 * of each network in a process of their own, all after a warm-up.
 *
 * @param units hidden units of each network
 * @param variants the jobs of each
 * @param extent how long, and of how much
 * @param home the project's folder, where the peer was built; null: it is left out
 */
public record PipelineBench(
        List<Integer> units,
        List<Variant> variants,
        Extent extent,
        @Nullable Path home) {

    private static final double SGEMM_SECONDS = 1;

    /** Deleted topics make room at once. */
    private static final Map<String, String> BROKER = Map.of("log.segment.delete.delay.ms", "1000");

    /**
     * What was measured.
     *
     * @param sgemmGflops 10^9 operations of single precision a second on one thread, for large matrices
     * @param blasKernel that multiplies matrices in this process
     */
    public record Result(
            @JsonProperty("sgemm_gflops") double sgemmGflops,
            @JsonProperty("blas_kernel") String blasKernel,
            List<PipelineRow> rows) {}

    /** Measures, and says a line for each job. */
    public Result run(Consumer<String> lines) throws Exception {
        try (Teardown teardown = new Teardown()) {
            return teardown.run(() -> measure(teardown, lines));
        }
    }

    private Result measure(Teardown teardown, Consumer<String> lines) throws Exception {
        double gigaflops = KernelSpeed.gigaflops(SGEMM_SECONDS);
        lines.accept(
                String.format(Locale.ROOT, "%s: sgemm %.0f GFLOP/s on one core", BlasKernel.fullName(), gigaflops));
        LibtorchPeer peer = LibtorchPeer.in(home);
        if (peer == null) {
            lines.accept("a consumer with libtorch is not measured; ./backflow bench pipeline builds what that takes");
        }
        EmbeddedBroker broker = teardown.open(() -> EmbeddedBroker.start(BROKER));
        PipelineStream.write(broker.bootstrapServers(), extent.records());
        List<PipelineRow> rows = new ArrayList<>();
        for (int each : units) {
            Double beside = peer == null ? null : peer.measure(teardown, broker.bootstrapServers(), each, extent);
            PipelinePlan plan = new PipelinePlan(broker.bootstrapServers(), each, variants, extent);
            rows.addAll(measure(teardown, plan, beside, lines));
        }
        return new Result(gigaflops, BlasKernel.name(), List.copyOf(rows));
    }

    private static List<PipelineRow> measure(
            Teardown teardown, PipelinePlan plan, @Nullable Double peer, Consumer<String> lines) throws Exception {
        ObjectMapper json = new ObjectMapper();
        List<PipelineRow> rows = new ArrayList<>();
        try (ForkedJvm process = teardown.add(ForkedJvm.start(
                ForkedJvm.flags(),
                System.getProperty("java.class.path"),
                PipelineProcess.class.getName(),
                json.writeValueAsString(plan)))) {
            process.read(line -> {
                if (line.startsWith(PipelineProcess.ROW)) {
                    PipelineRow row = parse(json, line).beside(peer);
                    rows.add(row);
                    lines.accept(PipelineTable.line(row));
                }
            });
        }
        return rows;
    }

    private static PipelineRow parse(ObjectMapper json, String line) {
        try {
            return json.readValue(line.substring(PipelineProcess.ROW.length()), PipelineRow.class);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }
}
