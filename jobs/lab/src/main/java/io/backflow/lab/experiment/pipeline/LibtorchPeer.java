package io.backflow.lab.experiment.pipeline;

import io.backflow.lab.experiment.ForkedJvm;
import io.backflow.lab.experiment.LibtorchPrograms;
import io.backflow.lab.experiment.pipeline.PipelinePlan.Extent;
import io.backflow.local.Teardown;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A Kafka consumer with libtorch in a process of its own, where it was built: what a user would write instead. */
record LibtorchPeer(LibtorchPrograms programs) {

    private static final String PROGRAM = "io.backflow.bench.pipeline.ConsumerPlusLibtorch";
    private static final String RATE = "steps_per_s ";

    /** The one that was built below the project's folder {@code home}; null where it was not. */
    static @Nullable LibtorchPeer in(@Nullable Path home) {
        LibtorchPrograms programs = LibtorchPrograms.in(home);
        return programs == null ? null : new LibtorchPeer(programs);
    }

    /**
     * Steps a second of the better of two ways: one thread that consumes and trains, in which libtorch uses all cores;
     * and a thread that consumes, beside one that trains on one core.
     */
    double measure(Teardown teardown, String brokers, int units, Extent extent) throws Exception {
        return Math.max(measure(teardown, brokers, units, 1, extent), measure(teardown, brokers, units, 2, extent));
    }

    private double measure(Teardown teardown, String brokers, int units, int threads, Extent extent) throws Exception {
        List<Double> rates = new ArrayList<>();
        try (ForkedJvm process = teardown.add(programs.start(
                threads == 1 ? Map.of() : LibtorchPrograms.ONE_CORE,
                PROGRAM,
                brokers,
                PipelineStream.NUMBERS,
                Integer.toString(units),
                Integer.toString(threads),
                Integer.toString(extent.warmUpSeconds()),
                Integer.toString(extent.seconds())))) {
            process.read(line -> {
                if (line.startsWith(RATE)) {
                    rates.add(Double.valueOf(line.substring(RATE.length())));
                }
            });
        }
        return rates.get(0);
    }
}
