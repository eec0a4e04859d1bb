package io.backflow.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import io.backflow.jobs.config.ConfigException;
import io.backflow.jobs.config.JobConfig;
import io.backflow.jobs.deadletters.DeadLetterFilter;
import io.backflow.jobs.deadletters.DeadLetterGroup;
import io.backflow.jobs.deadletters.DeadLetterList;
import io.backflow.jobs.deadletters.DeadLetterLog;
import io.backflow.jobs.deadletters.LetterContent;
import io.backflow.jobs.kafka.PublishedRuns;
import io.backflow.jobs.kafka.ReadProgress;
import io.backflow.jobs.kafka.Topics;
import io.backflow.local.inspect.SavedJob;
import io.backflow.local.inspect.SavedOperator;
import io.backflow.local.inspect.SequenceSummary;
import io.backflow.local.inspect.ShardSummary;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code backflow inspect}. */
@Command(
        name = "inspect",
        mixinStandardHelpOptions = true,
        description = "Shows what a job has published, read, rejected and saved. Changes nothing.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {InspectCommand.Run.class, InspectCommand.State.class})
final class InspectCommand implements Runnable {

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "name a command: run or state");
    }

    /** {@code backflow inspect run}. */
    @Command(
            name = "run",
            mixinStandardHelpOptions = true,
            description =
                    "Shows, from the topics, which versions are published, how far timesteps is read, and how many"
                            + " records are rejected for which reason.")
    static final class Run implements Callable<Integer> {

        @Mixin
        private ConfigOptions config;

        @Mixin
        private ReportOptions report;

        /** What {@code --json} writes. */
        record Inspection(List<PublishedRuns.Entry> published, ReadProgress read, Map<String, Long> deadLetters) {}

        @Override
        public Integer call() throws IOException {
            JobConfig job = config.read();
            Topics.check(job.kafka(), job.job().parallelism());
            Inspection inspection = new Inspection(
                    PublishedRuns.in(job.kafka(), Topics.PATIENCE),
                    ReadProgress.of(job.kafka(), Topics.PATIENCE),
                    deadLetters(job));
            inspection.published().forEach(this::print);
            if (inspection.published().isEmpty()) {
                report.line(
                        "nothing is published in topic " + job.kafka().topics().parameters());
            }
            print(inspection.read(), job.kafka().topics().timesteps());
            inspection
                    .deadLetters()
                    .forEach((reason, count) ->
                            report.line("dead letters, " + LetterContent.printable(reason) + ": " + count));
            if (inspection.deadLetters().isEmpty()) {
                report.line("no dead letters");
            }
            report.write(inspection);
            return 0;
        }

        private void print(PublishedRuns.Entry entry) {
            report.line(String.format(
                    Locale.ROOT,
                    "run %s: version %d (session %d)%s, published %s, %d parameters, %d steps trained, prequential loss"
                            + " %.5f, baseline %.5f",
                    LetterContent.printable(entry.run()),
                    entry.version(),
                    entry.session(),
                    entry.last() ? ", the last" : "",
                    entry.published(),
                    entry.parameters(),
                    entry.steps(),
                    entry.meanLoss(),
                    entry.meanBaselineLoss()));
        }

        private void print(ReadProgress read, String topic) {
            report.line(
                    read.begun()
                            ? "group " + read.group() + " has " + read.lag() + " records of topic " + topic
                                    + " before it, by the offsets of its last checkpoint"
                            : "group " + read.group() + " has committed no offsets of topic " + topic + ", which holds "
                                    + read.lag() + " records");
            for (ReadProgress.Partition partition : read.partitions()) {
                report.line("  partition " + partition.partition() + ": " + partition.lag() + " of " + partition.end());
            }
        }

        private static Map<String, Long> deadLetters(JobConfig job) {
            Map<String, Long> counts = new TreeMap<>();
            try (DeadLetterLog log = new DeadLetterLog(job.kafka(), Topics.PATIENCE)) {
                DeadLetterFilter every = new DeadLetterFilter(Set.of(), null, null);
                for (DeadLetterGroup group : DeadLetterList.of(log, every).groups()) {
                    counts.merge(group.reason(), group.letters(), Long::sum);
                }
            }
            return counts;
        }
    }

    /** {@code backflow inspect state}. */
    @Command(
            name = "state",
            mixinStandardHelpOptions = true,
            description = "Shows what a checkpoint or savepoint contains: its operators, the model, the sequences, and"
                    + " with --sequence all that is kept of one.")
    static final class State implements Callable<Integer> {

        private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory()
                        .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
                        .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES))
                .setPropertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
                .registerModule(new SimpleModule().addSerializer(Instant.class, ToStringSerializer.instance));

        @Parameters(paramLabel = "FOLDER", description = "A completed checkpoint (chk-…) or a savepoint.")
        private Path folder = Path.of("");

        @Option(names = "--sequence", paramLabel = "ID", description = "Show this sequence whole.")
        private @Nullable String sequence;

        @Option(
                names = "--limit",
                paramLabel = "N",
                defaultValue = "20",
                description = "Sequences that are listed (${DEFAULT-VALUE}); all are counted.")
        private int limit;

        @Mixin
        private ReportOptions report;

        /** What {@code --json} writes. */
        record Inspection(
                List<SavedOperator> operators,
                List<ShardSummary> shards,
                Counts sequences,
                List<SequenceSummary> listed,
                @Nullable SequenceDetail sequence) {}

        /** Sums over all sequences. */
        record Counts(long sequences, long held, long open, long ready, long bytes) {

            static final Counts NONE = new Counts(0, 0, 0, 0, 0);

            Counts plus(SequenceSummary one) {
                return new Counts(
                        sequences + 1, held + one.held(), open + one.open(), ready + one.ready(), bytes + one.bytes());
            }
        }

        @Override
        public Integer call() throws Exception {
            if (limit < 0) {
                throw new CommandException("--limit is " + limit + "; give 0 or more");
            }
            SavedJob saved = SavedJob.open(folder);
            Inspection inspection = sequence == null ? all(saved) : one(saved, sequence);
            report.write(inspection);
            return 0;
        }

        private Inspection one(SavedJob saved, String id) throws Exception {
            SequenceDetail detail = SequenceDetail.of(
                    id,
                    saved.sequence(id)
                            .orElseThrow(() -> new ConfigException("--sequence is " + id + ", of which " + folder
                                    + " contains nothing; leave it out to list those that there are")));
            report.line(YAML.writeValueAsString(detail).stripTrailing());
            return new Inspection(saved.operators(), List.of(), Counts.NONE, List.of(), detail);
        }

        private Inspection all(SavedJob saved) throws Exception {
            saved.operators()
                    .forEach(operator -> report.line(String.format(
                            Locale.ROOT,
                            "operator %-18s %2d subtasks %,12d bytes",
                            operator.name(),
                            operator.parallelism(),
                            operator.bytes())));
            List<ShardSummary> shards = saved.shards();
            shards.forEach(this::print);
            Counts[] counts = {Counts.NONE};
            List<SequenceSummary> listed = new ArrayList<>();
            saved.sequences(one -> {
                counts[0] = counts[0].plus(one);
                if (listed.size() < limit) {
                    listed.add(one);
                }
            });
            report.line(String.format(
                    Locale.ROOT,
                    "%d sequences, %d steps held back, %d in open windows, %d windows ready, %.0f bytes a sequence",
                    counts[0].sequences(),
                    counts[0].held(),
                    counts[0].open(),
                    counts[0].ready(),
                    (double) counts[0].bytes() / Math.max(1, counts[0].sequences())));
            listed.forEach(this::print);
            if (listed.size() < counts[0].sequences()) {
                report.line((counts[0].sequences() - listed.size()) + " more; --limit lists them");
            }
            return new Inspection(saved.operators(), shards, counts[0], listed, null);
        }

        private void print(ShardSummary shard) {
            report.line(String.format(
                    Locale.ROOT,
                    "shard of %d parameters: version %d (session %d), %d updates, largest value %.4g",
                    shard.values(),
                    shard.version(),
                    shard.session(),
                    shard.updates(),
                    shard.largest()));
        }

        private void print(SequenceSummary one) {
            Instant last = SequenceDetail.time(one.lastEventTime());
            report.line(String.format(
                    Locale.ROOT,
                    "  %s: next step %d, newest %s, %d held, %d open, %d ready, %d kept, state of version %d",
                    LetterContent.printable(one.sequence()),
                    one.nextStep(),
                    last == null ? "-" : last,
                    one.held(),
                    one.open(),
                    one.ready(),
                    one.kept(),
                    one.version()));
        }
    }
}
