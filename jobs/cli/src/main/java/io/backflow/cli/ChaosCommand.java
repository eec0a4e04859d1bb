package io.backflow.cli;

import io.backflow.lab.chaos.Chaos;
import io.backflow.lab.chaos.ChaosResult;
import io.backflow.lab.chaos.ChaosSettings;
import io.backflow.lab.chaos.FaultKind;
import io.backflow.local.TemporaryDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code backflow chaos}. */
@Command(
        name = "chaos",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description =
                "Trains on a real Flink cluster of processes on this machine, kills, stops, slows and rescales them all"
                        + " the while, and proves at the end that no timestep was lost, trained twice or out of order."
                        + " docs/cluster.md explains how.",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:each step was trained once and in order", "1:it was not, or the job did not come back"})
final class ChaosCommand implements Callable<Integer> {

    @Option(names = "--minutes", required = true, description = "How long faults are dealt.")
    private double minutes;

    @Option(names = "--seed", defaultValue = "1", description = "Decides the stream and the faults (${DEFAULT-VALUE}).")
    private long seed;

    @Option(names = "--rate", defaultValue = "250", description = "Timesteps a second (${DEFAULT-VALUE}).")
    private int rate;

    @Option(
            names = "--state",
            defaultValue = "hashmap",
            description = "Where the job's state lies: hashmap or rocksdb (${DEFAULT-VALUE}).")
    private String state = "";

    @Option(
            names = "--brokers",
            defaultValue = "1",
            description = "Kafka's brokers: 1, or 3 with a copy of each record in each (${DEFAULT-VALUE}).")
    private int brokers;

    @Option(
            names = "--faults",
            split = ",",
            paramLabel = "KIND",
            description = "Only these kinds of faults, such as kill-broker,full-disk; otherwise all.")
    private List<String> faults = List.of();

    @Option(
            names = "--folder",
            description = "An empty folder for what the processes write, and to leave it in; otherwise it is removed.")
    private @Nullable Path folder;

    @Mixin
    private ReportOptions report;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        if (!(minutes > 0 && minutes <= 24 * 60)) {
            throw new CommandException("--minutes is " + minutes + "; choose more than 0 and at most 1440");
        }
        if (rate < 25 || rate > 10_000) {
            throw new CommandException("--rate is " + rate + "; choose from 25 to 10000");
        }
        if (brokers != 1 && brokers != 3) {
            throw new CommandException("--brokers is " + brokers + "; choose 1 or 3");
        }
        ChaosSettings settings = new ChaosSettings(
                Duration.ofMillis((long) (minutes * 60_000)),
                seed,
                rate,
                OptionChecks.stateBackend(state),
                brokers,
                kinds(faults));
        Log.into(Path.of("out"));
        ChaosResult result;
        if (folder == null) {
            try (TemporaryDirectory temporary = TemporaryDirectory.create()) {
                result =
                        Chaos.run(settings, temporary.path(), spec.commandLine().getOut());
            }
        } else {
            result = Chaos.run(settings, empty(folder), spec.commandLine().getOut());
        }
        report.write(result);
        return result.clean() ? 0 : 1;
    }

    private static Set<FaultKind> kinds(List<String> labels) {
        Set<FaultKind> kinds = EnumSet.noneOf(FaultKind.class);
        for (String label : labels) {
            kinds.add(FaultKind.of(label)
                    .orElseThrow(() -> new CommandException("--faults has " + label + "; choose from " + known())));
        }
        return kinds.isEmpty() ? EnumSet.allOf(FaultKind.class) : kinds;
    }

    private static String known() {
        return Arrays.stream(FaultKind.values()).map(FaultKind::label).collect(Collectors.joining(", "));
    }

    private static Path empty(Path folder) throws IOException {
        Files.createDirectories(folder);
        try (Stream<Path> files = Files.list(folder)) {
            if (files.findAny().isPresent()) {
                throw new CommandException("--folder is " + folder + ", which is not empty; name one that is");
            }
        }
        return folder.toAbsolutePath();
    }
}
