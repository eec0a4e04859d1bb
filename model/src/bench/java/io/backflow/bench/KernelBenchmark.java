package io.backflow.bench;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * {@code backflow bench kernels}: one training step of ours, of libtorch and of Deeplearning4j, in processes of their
 * own that take turns.
 *
 * <p>Each starts from the same numbers and must show the same loss before and after some updates, or the run stops:
 * whoever is compared does the same work.
 */
public final class KernelBenchmark {

    private final Path home;
    private final Plan plan;

    private KernelBenchmark(Path home, Plan plan) {
        this.home = home;
        this.plan = plan;
    }

    public static void main(String[] arguments) throws IOException, URISyntaxException {
        Options options;
        try {
            options = Options.parse(List.of(arguments));
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage());
            System.exit(2);
            return;
        }
        Result result = new KernelBenchmark(home(), options.plan()).run();
        System.out.print(Table.of(result));
        if (options.json().isPresent()) {
            Json.write(result, options.json().get());
        }
    }

    /** The folder of the build that holds the compiled harness and each engine's jars. */
    private static Path home() throws URISyntaxException {
        Path classes = Path.of(KernelBenchmark.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        return classes.resolveSibling("").toAbsolutePath();
    }

    private Result run() throws IOException {
        Machine machine = Machine.here();
        Map<Contender, List<String>> versions = new EnumMap<>(Contender.class);
        for (Contender contender : Contender.values()) {
            versions.put(contender, contender.versions(home));
        }
        try (Field field = new Field(home)) {
            warmUp(field);
            List<Row> rows = new ArrayList<>();
            for (Workload workload : Workload.all()) {
                System.err.println("running " + workload);
                rows.add(new Match(workload, field).play(plan));
            }
            return new Result(machine, versions, rows);
        }
    }

    /** Lets every process compile its paths through both cells before anything counts. */
    private static void warmUp(Field field) throws IOException {
        System.err.println("warming up");
        for (Cell cell : Cell.values()) {
            new Match(new Workload(cell, 4, 16, 8, 32, 2), field).play(Plan.QUICK);
        }
    }
}
