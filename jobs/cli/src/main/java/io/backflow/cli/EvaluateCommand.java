package io.backflow.cli;

import io.backflow.jobs.config.ForecastSpec;
import io.backflow.jobs.config.JobConfig;
import io.backflow.jobs.evaluate.EvaluationRule;
import io.backflow.jobs.evaluate.EvaluationRun;
import io.backflow.jobs.evaluate.HoldOut;
import io.backflow.jobs.evaluate.StepSource;
import io.backflow.jobs.kafka.TopicLog;
import io.backflow.jobs.kafka.Topics;
import io.backflow.jobs.replay.FileSteps;
import io.backflow.jobs.replay.HoldOutShare;
import io.backflow.jobs.sequence.Step;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code backflow evaluate}. */
@Command(
        name = "evaluate",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Compares a model with simple forecasts on steps that nothing was learnt from: persistence, the"
                + " last change continued, the last period again, and an autoregression. Reads the job's topic, or"
                + " files. docs/evaluation.md explains what is compared.")
final class EvaluateCommand implements Callable<Integer> {

    @Parameters(
            arity = "0..*",
            paramLabel = "FILE",
            description =
                    "CSV or Parquet files to read in place of the topic; stream.fields says which column is what.")
    private List<Path> paths = List.of();

    @Mixin
    private ConfigOptions options;

    @Mixin
    private JudgedModelOptions model;

    @Option(
            names = "--hold-out",
            paramLabel = "SHARE",
            description = "Share that is compared on, such as 0.15 (the steps of weight 0).")
    private @Nullable String holdOut;

    @Option(
            names = "--hold-out-by",
            defaultValue = "time",
            description = "What the share is of: ${COMPLETION-CANDIDATES} (${DEFAULT-VALUE}).")
    private HoldOutShare.By by;

    @Option(
            names = "--order",
            defaultValue = "4",
            description = "Steps that the autoregression looks back (${DEFAULT-VALUE}).")
    private int order;

    @Option(names = "--period", defaultValue = "0", description = "Steps in a period (found).")
    private int period;

    @Option(
            names = "--longest-period",
            defaultValue = "200",
            description = "Longest period that is looked for, in steps (${DEFAULT-VALUE}).")
    private int longest;

    @Option(
            names = "--from-step",
            defaultValue = "8",
            description = "Forecasts count that are made after this step of an episode, from 0, or a later one"
                    + " (${DEFAULT-VALUE}).")
    private int fromStep;

    @Option(names = "--svg", paramLabel = "FILE", description = "Also write the plot to this file.")
    private @Nullable Path svg;

    @Mixin
    private ReportOptions report;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        JobConfig config = options.read();
        EvaluationRule rule = EvaluationRule.of(
                ForecastSpec.of(config), new EvaluationRule.Settings(order, period, longest, fromStep));
        HoldOutShare share = holdOut == null ? null : HoldOutShare.parse(holdOut, by);
        EvaluationReport result = paths.isEmpty() ? ofTopic(config, rule, share) : ofFiles(config, rule, share);
        TerminalPlot plot = TerminalPlot.of(spec);
        new EvaluationText(result, plot).lines().forEach(report::line);
        if (svg != null) {
            Files.writeString(svg, BarsSvg.of(EvaluationText.title(result, 0), EvaluationText.bars(result, 0)));
        }
        report.write(result);
        return 0;
    }

    private EvaluationReport ofTopic(JobConfig config, EvaluationRule rule, @Nullable HoldOutShare share)
            throws IOException {
        String topic = config.kafka().topics().timesteps();
        try (TopicLog log = new TopicLog(config.kafka(), topic, Topics.PATIENCE)) {
            TopicSteps steps = new TopicSteps(log, config);
            return evaluate(config, rule, share, new Input("topic " + topic, steps, steps::rejected));
        }
    }

    private EvaluationReport ofFiles(JobConfig config, EvaluationRule rule, @Nullable HoldOutShare share)
            throws IOException {
        FileSteps steps = new FileSteps(
                new TableOptions().open(paths),
                config,
                new DecodedSteps(config, config.kafka().topics().timesteps()));
        return evaluate(config, rule, share, new Input(joined(), steps, steps::skipped));
    }

    private String joined() {
        return paths.stream().map(Path::toString).collect(Collectors.joining(", "));
    }

    /**
     * What is read.
     *
     * @param rejected records or rows that are no steps, by reason
     */
    private record Input(String name, StepSource steps, Supplier<Map<String, Long>> rejected) {}

    private EvaluationReport evaluate(JobConfig config, EvaluationRule rule, @Nullable HoldOutShare share, Input input)
            throws IOException {
        HoldOut heldOut = HoldOut.WEIGHTLESS;
        if (share != null) {
            Span span = new Span();
            input.steps().read(span::add);
            heldOut = share.rule(span.first, span.last);
        }
        try (JudgedModel judged = model.open(config)) {
            EvaluationRun.Result result =
                    new EvaluationRun(config, rule, heldOut).run(input.steps(), judged.forecasts(), judged.name());
            return new EvaluationReport(
                    input.name(),
                    judged.name(),
                    holdOut == null ? "weight 0" : holdOut + " by " + by.name().toLowerCase(Locale.ROOT),
                    fromStep,
                    ColumnNames.of(config, rule.width()),
                    input.rejected().get(),
                    result);
        }
    }

    /** From the first event time to the last. */
    private static final class Span {

        private long first = Long.MAX_VALUE;
        private long last = Long.MIN_VALUE;

        void add(Step step) {
            first = Math.min(first, step.eventTime());
            last = Math.max(last, step.eventTime());
        }
    }
}
