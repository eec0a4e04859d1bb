package io.backflow.cli;

import io.backflow.jobs.config.JobConfig;
import io.backflow.jobs.config.KafkaConfig;
import io.backflow.jobs.infer.InferenceException;
import io.backflow.jobs.infer.TopicPlace;
import io.backflow.jobs.infer.Wanted;
import io.backflow.jobs.kafka.TopicWriter;
import io.backflow.jobs.kafka.Topics;
import io.backflow.jobs.replay.FileReplay;
import io.backflow.jobs.replay.HoldOutShare;
import io.backflow.jobs.replay.ReplayResult;
import io.backflow.jobs.replay.ReplaySettings;
import io.backflow.jobs.replay.TableDraft;
import io.backflow.jobs.replay.TableFile;
import io.backflow.local.Teardown;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code backflow replay}. */
@Command(
        name = "replay",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Writes the rows of CSV (also .gz) or Parquet files to a topic, each as a step of a sequence: as"
                + " the records that a configuration describes, or as JSON. docs/evaluation.md shows how to train in"
                + " epochs and to hold a part out.")
final class ReplayCommand implements Callable<Integer> {

    @Parameters(
            arity = "1..*",
            paramLabel = "FILE",
            description = "Files whose first line names the columns. Rows of several files are merged by event time.")
    private List<Path> paths = List.of();

    @Mixin
    private ReplayTarget target;

    @Mixin
    private TableOptions tables;

    @Option(
            names = "--epochs",
            defaultValue = "1",
            paramLabel = "COUNT",
            description = "How often, each time as a new life of the sequences; the last epoch has the times of the"
                    + " file, and those before lie earlier (${DEFAULT-VALUE}).")
    private int epochs;

    @Option(
            names = "--speed",
            defaultValue = "0",
            paramLabel = "FACTOR",
            description = "How many times as fast as event time, such as 1 or 3600 (as fast as it goes).")
    private double speed;

    @Option(
            names = "--hold-out",
            paramLabel = "SHARE",
            description = "Share from which nothing is to be learnt, such as 0.15; it is written once, with weight 0.")
    private @Nullable String holdOut;

    @Option(
            names = "--hold-out-by",
            defaultValue = "time",
            description = "What the share is of: ${COMPLETION-CANDIDATES} (${DEFAULT-VALUE}).")
    private HoldOutShare.By by;

    @Option(
            names = "--hold-out-topic",
            paramLabel = "TOPIC",
            description = "Topic for what is held out, in place of weight 0.")
    private @Nullable String holdOutTopic;

    @Option(
            names = "--create",
            paramLabel = "PARTITIONS",
            description = "Create the topics that are to be written to, where they do not exist, each with so many"
                    + " partitions.")
    private @Nullable Integer create;

    @Mixin
    private ReportOptions report;

    @Spec
    private CommandSpec spec;

    /** What is written to the file of {@code --json}. */
    record Result(String topic, @Nullable String holdOutTopic, ReplayResult replay, double seconds) {}

    @Override
    public Integer call() throws Exception {
        if (create != null && create < 1) {
            throw new CommandException("--create is " + create + "; give the number of partitions, 1 or more");
        }
        HoldOutShare share = holdOut == null ? null : HoldOutShare.parse(holdOut, by);
        ReplaySettings settings = new ReplaySettings(epochs, speed, share, holdOutTopic != null);
        List<TableFile> files = tables.open(paths);
        TopicPlace place = target.place();
        JobConfig config = target.config(place, () -> draft(files.get(0), place));
        FileReplay replay = new FileReplay(files, config, new DecodedSteps(config, target.topic(config)), settings);
        try (Teardown teardown = new Teardown();
                TopicSink sink = new TopicSink(
                        writer(config), target.topic(config), holdOutTopic, epochs, Terminal.screen(spec))) {
            teardown.add(sink.stop());
            Result result = run(replay, sink, config);
            say(result, config);
            report.write(result);
            sink.finished();
        }
        return 0;
    }

    private JobConfig draft(TableFile file, TopicPlace place) throws IOException {
        try {
            return TableDraft.of(file, new Wanted(tables.sequence(), tables.time(), null), place);
        } catch (InferenceException e) {
            throw new CommandException(file.path() + ": " + e.getMessage());
        }
    }

    private TopicWriter writer(JobConfig config) {
        List<String> topics = new ArrayList<>(List.of(target.topic(config)));
        if (holdOutTopic != null) {
            topics.add(holdOutTopic);
        }
        KafkaConfig kafka = config.kafka();
        if (create != null) {
            create(new Topics(kafka, Topics.PATIENCE), topics, create);
        }
        return new TopicWriter(kafka, topics, Topics.PATIENCE);
    }

    private void create(Topics there, List<String> topics, int partitions) {
        for (String topic : topics) {
            if (there.create(topic, partitions)) {
                report.line("created topic " + topic + ", partitions: " + partitions);
            }
        }
    }

    private Result run(FileReplay replay, TopicSink sink, JobConfig config) throws IOException, InterruptedException {
        long since = System.nanoTime();
        ReplayResult replayed = replay.run(sink);
        sink.flush();
        return new Result(target.topic(config), holdOutTopic, replayed, (System.nanoTime() - since) / 1e9);
    }

    private void say(Result result, JobConfig config) {
        ReplaySentences sentences = new ReplaySentences(result, config, settingsOf(config));
        sentences.lines().forEach(report::line);
    }

    private static Map<String, String> settingsOf(JobConfig config) {
        var fields = config.stream().fields();
        return fields == null
                ? Map.of()
                : Map.of(
                        "sequence",
                        String.join(", ", fields.sequence()),
                        "time",
                        fields.time().path());
    }
}
