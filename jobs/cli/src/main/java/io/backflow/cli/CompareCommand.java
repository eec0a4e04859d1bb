package io.backflow.cli;

import io.backflow.cli.TerminalPlot.Curve;
import io.backflow.jobs.config.JobConfig;
import io.backflow.jobs.config.KafkaConfig;
import io.backflow.jobs.evaluate.RunCurve;
import io.backflow.jobs.kafka.ProgressLog;
import io.backflow.jobs.kafka.Topics;
import io.backflow.local.tensorboard.TensorBoardLog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code backflow compare}. */
@Command(
        name = "compare",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Shows how several training runs went, side by side: losses, curves and throughput, from their"
                + " topics progress.")
final class CompareCommand implements Callable<Integer> {

    @Parameters(
            arity = "1..*",
            paramLabel = "RUN",
            description = "Runs (job.run) of the topic progress of --config, or configuration files of jobs, each of"
                    + " which names its own run and topic.")
    private List<String> names = List.of();

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "Configuration whose brokers and topic progress the runs' names are of.")
    private @Nullable Path file;

    @Option(
            names = "--bootstrap",
            paramLabel = "HOST:PORT",
            description = "Kafka brokers to use in place of kafka.bootstrap_servers.")
    private @Nullable String bootstrap;

    @Option(
            names = "--tensorboard",
            paramLabel = "FOLDER",
            description = "Also write the reports of each run for TensorBoard, to a folder in this one that has the"
                    + " name of the run.")
    private @Nullable Path tensorBoard;

    @Mixin
    private ReportOptions report;

    @Spec
    private CommandSpec spec;

    /** What is written to the file of {@code --json}. */
    record Result(List<RunCurve.Summary> runs) {}

    @Override
    public Integer call() throws IOException {
        Map<String, RunCurve.Summary> runs = new LinkedHashMap<>();
        for (String name : names) {
            Path own = Path.of(name);
            JobConfig config = config(Files.isRegularFile(own) ? own : file, name);
            String run = Files.isRegularFile(own) ? config.job().run() : name;
            runs.put(runs.containsKey(run) ? name : run, summary(config, run));
        }
        TerminalPlot plot = TerminalPlot.of(spec);
        table(runs).lines(plot.width()).forEach(report::line);
        report.line("");
        plot.curves(curves(runs), "steps").forEach(report::line);
        report.write(new Result(List.copyOf(runs.values())));
        return 0;
    }

    private JobConfig config(@Nullable Path path, String name) {
        if (path == null) {
            throw new CommandException("RUN is " + name + ", which is no file; give the configuration whose topic"
                    + " progress has the run, with --config");
        }
        JobConfig config = ConfigOptions.read(path);
        return bootstrap == null ? config : config.withKafka(ConfigOptions.at(config.kafka(), bootstrap));
    }

    private RunCurve.Summary summary(JobConfig config, String run) {
        KafkaConfig kafka = config.kafka();
        RunCurve curve = new RunCurve(run);
        TreeSet<String> others = new TreeSet<>();
        try (TensorBoardLog log =
                tensorBoard == null ? null : TensorBoardLog.in(tensorBoard.resolve(run), config, report::line)) {
            ProgressLog.read(kafka, Topics.PATIENCE, each -> {
                if (!each.run().equals(run)) {
                    others.add(each.run());
                    return;
                }
                curve.add(each);
                if (log != null) {
                    log.reported(each);
                }
            });
        }
        if (curve.isEmpty()) {
            throw new CommandException("topic " + kafka.topics().progress() + " has no report of run " + run
                    + (others.isEmpty() ? "; train it first" : "; it has those of " + String.join(", ", others)));
        }
        return curve.summary();
    }

    private static TextTable table(Map<String, RunCurve.Summary> runs) {
        TextTable table = new TextTable();
        table.row(
                List.of("run", "steps", "loss", "last tenth", "baseline", "ratio", "updates", "steps/s", "incidents"));
        int index = 0;
        for (Map.Entry<String, RunCurve.Summary> entry : runs.entrySet()) {
            RunCurve.Summary run = entry.getValue();
            table.row(List.of(
                    TerminalPlot.letter(index++) + " " + entry.getKey(),
                    count(run.steps()),
                    TerminalPlot.number(run.loss()),
                    TerminalPlot.number(run.finalLoss()),
                    TerminalPlot.number(run.finalBaseline()),
                    TerminalPlot.number(run.finalLoss() / run.finalBaseline()),
                    count(run.updates()),
                    run.seconds() > 0 ? count(Math.round(run.steps() / run.seconds())) : "-",
                    count(run.incidents().values().stream()
                            .mapToLong(Long::longValue)
                            .sum())));
        }
        return table;
    }

    private static String count(long count) {
        return String.format(Locale.ROOT, "%,d", count);
    }

    private static List<Curve> curves(Map<String, RunCurve.Summary> runs) {
        List<Curve> curves = new ArrayList<>();
        runs.forEach((name, run) ->
                curves.add(new Curve(name, run.curve().steps(), run.curve().losses())));
        return curves;
    }
}
