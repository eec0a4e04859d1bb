package io.backflow.cli;

import io.backflow.cli.doctor.MachineChecks;
import io.backflow.lab.chaos.StateBackend;
import io.backflow.lab.experiment.pipeline.PipelineBench;
import io.backflow.lab.experiment.pipeline.PipelinePlan.Extent;
import io.backflow.lab.experiment.pipeline.PipelinePlan.Variant;
import io.backflow.lab.experiment.pipeline.PipelineTable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code backflow bench pipeline}. */
@Command(
        name = "pipeline",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description =
                "Timesteps a second that an LSTM is trained with through the whole path, Kafka and Flink included;"
                        + " beside it the kernel alone, the stream alone, and a Kafka consumer with libtorch.")
final class PipelineBenchCommand implements Callable<Integer> {

    private static final Set<String> PREDICTIONS = Set.of("none", "sample", "all");
    private static final Set<String> RECORDS = Set.of("step", "window");

    @Option(
            names = "--units",
            split = ",",
            defaultValue = "32,64,128,256",
            description = "Hidden units; each network in a process of its own (${DEFAULT-VALUE}).")
    private List<Integer> units = List.of();

    @Option(
            names = "--parallelism",
            split = ",",
            defaultValue = "1,2",
            description = "Workers, and as many readers (${DEFAULT-VALUE}).")
    private List<Integer> parallelism = List.of();

    @Option(
            names = "--state",
            split = ",",
            defaultValue = "hashmap,rocksdb",
            description = "Where the state of sequences lies (${DEFAULT-VALUE}).")
    private List<String> state = List.of();

    @Option(
            names = "--predictions",
            split = ",",
            defaultValue = "none,sample,all",
            description = "Which are written to Kafka; of a sample one in ten (${DEFAULT-VALUE}).")
    private List<String> predictions = List.of();

    @Option(
            names = "--record",
            defaultValue = "window",
            description = "What a record of predictions contains: step or window (${DEFAULT-VALUE}).")
    private String record = "";

    @Option(
            names = "--seconds",
            defaultValue = "10",
            description = "Time to measure each job, at least (${DEFAULT-VALUE}).")
    private int seconds;

    @Option(
            names = "--warm-up",
            defaultValue = "20",
            description = "Seconds of training before the first job of a process (${DEFAULT-VALUE}).")
    private int warmUp;

    @Option(
            names = "--records",
            defaultValue = "4000000",
            description = "Timesteps in the topic, which each job reads from the beginning (${DEFAULT-VALUE}).")
    private int records;

    @Option(
            names = "--page",
            paramLabel = "FILE",
            description = "Also put the table into this page (docs/benchmarks.md).")
    private @Nullable Path page;

    @Mixin
    private ReportOptions report;

    @Override
    public Integer call() throws Exception {
        check();
        MachineChecks.natives(notice -> report.line("note: " + notice));
        PipelineBench.Result result = new PipelineBench(
                        units, variants(), new Extent(seconds, warmUp, records), ProjectFolder.find())
                .run(report::line);
        report.write(result);
        if (page != null) {
            MachineInfo machine = MachineInfo.current();
            PipelineTable.write(
                    page,
                    result,
                    "Measured on %s with %d cores, %s, %s, one record of predictions a %s"
                            .formatted(
                                    machine.cpu(),
                                    machine.cores(),
                                    machine.os(),
                                    LocalDate.now(ZoneOffset.UTC),
                                    record));
        }
        return 0;
    }

    private void check() throws CommandException {
        OptionChecks.positive("--units", units);
        OptionChecks.positive("--parallelism", parallelism);
        for (String each : predictions) {
            if (!PREDICTIONS.contains(each)) {
                throw new CommandException("--predictions is " + each + "; use none, sample or all");
            }
        }
        if (!RECORDS.contains(record)) {
            throw new CommandException("--record is " + record + "; use step or window");
        }
        if (seconds < 1 || warmUp < 0 || records < 1) {
            throw new CommandException("--seconds is " + seconds + ", --warm-up is " + warmUp + " and --records is "
                    + records + "; --warm-up must be 0 or more, the others 1 or more");
        }
        if (page != null && !Files.isRegularFile(page)) {
            throw new CommandException(
                    "--page is " + page + ", which is no file; name a page such as docs/benchmarks.md");
        }
    }

    private List<Variant> variants() throws CommandException {
        List<Variant> variants = new ArrayList<>();
        for (int workers : parallelism) {
            for (String backend : state) {
                StateBackend known = OptionChecks.stateBackend(backend);
                predictions.forEach(each -> variants.add(new Variant(workers, known, each, record)));
            }
        }
        return variants;
    }
}
