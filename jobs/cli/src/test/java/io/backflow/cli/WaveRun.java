package io.backflow.cli;

import io.backflow.jobs.ModelFollower;
import io.backflow.jobs.publish.ModelVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;

/** A run on {@link Waves} with topics of its own. Its settings may be changed between trainings. */
final class WaveRun {

    static final int PARTITIONS = 2;

    private final String servers;
    private final String name;
    private final Path folder;

    boolean bounded = true;
    int units = 4;

    /** Goes into the section {@code kafka}, such as {@code start: {…}, }. */
    String kafka = "";

    /** More sections of the configuration, such as {@code start: {…}}. */
    String sections = "";

    /** Where timesteps are read from; another topic in some tests. */
    String timesteps;

    private WaveRun(String servers, String name, Path folder) {
        this.servers = servers;
        this.name = name;
        this.folder = folder;
        timesteps = name + "-in";
    }

    /** A run whose topics are made. */
    static WaveRun create(String servers, String name, Path folder) throws IOException {
        WaveRun run = new WaveRun(servers, name, folder);
        Invocation created = run.createTopics();
        if (created.exitCode() != 0) {
            throw new AssertionError(created.err());
        }
        return run;
    }

    Invocation createTopics() throws IOException {
        return Invocation.of("topics", "create", "--config", config(""), "--partitions", "" + PARTITIONS);
    }

    String name() {
        return name;
    }

    String timesteps() {
        return timesteps;
    }

    /** Steps {@code from} to {@code to}, the last one left out, of every sequence. */
    void send(int from, int to) {
        Waves.send(servers, timesteps, from, to);
    }

    Invocation train(String output, String... options) throws IOException {
        List<String> arguments = new ArrayList<>(arguments(output, ""));
        arguments.addAll(List.of(options));
        return Invocation.of(arguments.toArray(String[]::new));
    }

    private List<String> arguments(String output, String more) throws IOException {
        return List.of(
                "train",
                "--no-dashboard",
                "--config",
                config(more),
                "--output",
                folder.resolve(output).toString());
    }

    /** The command in a process of its own. */
    Process start(String output, String... more) throws IOException {
        return CommandProcess.of(arguments(output, String.join("\n", more)))
                .startSayingTo(folder.resolve("process.out"));
    }

    /** The file of a configuration with {@code more} sections. */
    String config(String more) throws IOException {
        return Files.writeString(Files.createTempFile(folder, "job", ".yaml"), """
                job: {parallelism: 1, run: %1$s, seed: 3}
                kafka:
                  bootstrap_servers: "%2$s"
                  bounded: %3$s
                  group_id: %1$s
                  topics:
                    timesteps: %7$s
                    predictions: %1$s-said
                    parameters: %1$s-model
                    progress: %1$s-how
                    dead_letters: %1$s-dead
                    control: %1$s-control
                  %6$s
                model:
                  input: {type: features, size: 1}
                  layers: [{type: gru, units: %5$d}]
                  head: {units: 1, loss: {type: mse}}
                target: {type: next, steps_ahead: 1}
                horizon: {type: truncated, every: 5}
                sync: {type: synchronous, round: 5s}
                publish: {interval: 0ms}
                %4$s
                """.formatted(
                                name, servers, bounded, sections + "\n" + more, units, kafka, timesteps))
                .toString();
    }

    long endOfParameters() throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", servers))) {
            TopicPartition log = new TopicPartition(name + "-model", 0);
            return admin.listOffsets(Map.of(log, OffsetSpec.latest()))
                    .partitionResult(log)
                    .get()
                    .offset();
        }
    }

    /** Steps that the newest version was trained on. */
    long trained() {
        List<ModelVersion> all = published();
        return all.isEmpty() ? 0 : all.get(all.size() - 1).totals().steps();
    }

    ModelVersion lastPublished() {
        List<ModelVersion> all = published();
        return all.get(all.size() - 1);
    }

    List<ModelVersion> published(long session) {
        return published().stream()
                .filter(version -> version.session() == session)
                .toList();
    }

    List<ModelVersion> published() {
        try (ModelFollower follower = new ModelFollower(servers, name + "-model", name)) {
            return follower.more().stream().map(model -> model.version()).toList();
        }
    }
}
