package io.backflow.cli;

import io.backflow.jobs.config.JobConfig;
import io.backflow.jobs.config.RegistryConfig;
import io.backflow.jobs.infer.DraftedConfig;
import io.backflow.jobs.infer.InferenceException;
import io.backflow.jobs.infer.TopicPlace;
import io.backflow.jobs.infer.Wanted;
import io.backflow.jobs.kafka.TopicSample;
import io.backflow.jobs.kafka.Topics;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code backflow init}. */
@Command(
        name = "init",
        mixinStandardHelpOptions = true,
        description = "Looks at the newest records of a topic and writes a configuration that trains on them, with"
                + " comments on what was seen.")
final class InitCommand implements Callable<Integer> {

    private static final Duration REGISTRY_TIMEOUT = Duration.ofSeconds(10);

    @Option(names = "--bootstrap", required = true, paramLabel = "HOST:PORT", description = "Kafka brokers.")
    private String bootstrap = "";

    @Option(names = "--topic", required = true, paramLabel = "TOPIC", description = "The topic to train on.")
    private String topic = "";

    @Option(
            names = "--output",
            paramLabel = "FILE",
            description = "File to write (TOPIC.yaml); one that exists is not overwritten.")
    private @Nullable Path output;

    @Option(
            names = "--records",
            defaultValue = "2000",
            paramLabel = "COUNT",
            description = "Records to look at, over all partitions (${DEFAULT-VALUE}).")
    private int records;

    @Option(
            names = "--sequence",
            paramLabel = "PATH",
            description = "Path of what names a sequence; may be given several times; $key: the record's key (chosen).")
    private List<String> sequence = List.of();

    @Option(
            names = "--time",
            paramLabel = "PATH",
            description = "Path of the event time; $timestamp: Kafka's timestamp (chosen).")
    private @Nullable String time;

    @Option(
            names = "--registry",
            paramLabel = "URL",
            description = "Address of the schema registry, where the records are Avro.")
    private @Nullable String registry;

    @Option(
            names = "--registry-user",
            paramLabel = "NAME",
            description = "User name for the registry, and its password, as they are to stand in the file; references"
                    + " such as $${env:NAME} keep secrets out of it.")
    private @Nullable String registryUser;

    @Option(names = "--registry-password", paramLabel = "PASSWORD", description = "See --registry-user.")
    private @Nullable String registryPassword;

    @Option(
            names = "--property",
            paramLabel = "KEY=VALUE",
            description = "A setting of the Kafka clients, which is written to kafka.properties as it is; may be given"
                    + " several times.")
    private Map<String, String> properties = new LinkedHashMap<>();

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        if (records < 1) {
            throw new CommandException("--records is " + records + "; give at least 1");
        }
        TopicPlace place = new TopicPlace(bootstrap, topic, properties);
        TopicSample sample = TopicSample.of(place.kafka(), records, Topics.PATIENCE);
        DraftedConfig draft = draft(sample, place);
        JobConfig config = JobConfig.parse(draft.yaml());
        Path file = write(draft.yaml());
        report(sample, draft, config, file);
        return 0;
    }

    private DraftedConfig draft(TopicSample sample, TopicPlace place) {
        try {
            return DraftedConfig.of(sample.records(), new Wanted(sequence, time, registry()), place);
        } catch (InferenceException e) {
            throw new CommandException(String.valueOf(e.getMessage()));
        }
    }

    private @Nullable RegistryConfig registry() {
        return registry == null
                ? null
                : new RegistryConfig(registry, registryUser, registryPassword, null, REGISTRY_TIMEOUT);
    }

    private Path write(String yaml) throws IOException {
        Path file = output == null ? Path.of(topic + ".yaml") : output;
        try {
            Files.writeString(file, yaml, StandardOpenOption.CREATE_NEW);
        } catch (FileAlreadyExistsException e) {
            throw new CommandException(file + " exists already; remove it, or name another --output");
        }
        return file;
    }

    private void report(TopicSample sample, DraftedConfig draft, JobConfig config, Path file) {
        PrintWriter out = spec.commandLine().getOut();
        Map<String, Integer> rejected = sample.rejected(config);
        int taken = sample.size()
                - rejected.values().stream().mapToInt(Integer::intValue).sum();
        out.println(taken + " of " + sample.size() + " sampled records are steps of " + draft.sequences()
                + (draft.sequences() == 1 ? " sequence" : " sequences"));
        rejected.forEach((sentence, count) -> out.println(count + " would be dead letters: " + sentence));
        draft.remarks().forEach(out::println);
        out.println("wrote " + file + "; now run: backflow topics create --config " + file
                + " && backflow train --config " + file);
    }
}
