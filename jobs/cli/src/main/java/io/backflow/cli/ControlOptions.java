package io.backflow.cli;

import io.backflow.jobs.config.JobConfig;
import io.backflow.jobs.config.KafkaConfig;
import io.backflow.jobs.config.StartConfig;
import io.backflow.jobs.config.TopicsConfig;
import io.backflow.jobs.control.Command;
import io.backflow.jobs.control.CommandAnswer;
import io.backflow.jobs.control.CommandId;
import io.backflow.jobs.control.JobKind;
import io.backflow.jobs.kafka.CommandClient;
import io.backflow.jobs.kafka.Topics;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** The options that say to which job a command goes, and what is done about its answer. */
final class ControlOptions {

    private static final CommandId NOT_SENT = new CommandId(0, 0);

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "The job's configuration, YAML: brokers, their security, topics and run.")
    private @Nullable Path file;

    @Option(
            names = "--bootstrap",
            paramLabel = "HOST:PORT",
            description = "Kafka brokers; with --config, in place of kafka.bootstrap_servers.")
    private @Nullable String bootstrap;

    @Option(names = "--run", description = "The run whose job is commanded; with --config, in place of job.run.")
    private @Nullable String run;

    @Option(names = "--topic", description = "The topic of commands, in place of kafka.topics.control (control).")
    private @Nullable String control;

    @Option(names = "--answers", description = "The topic of answers, in place of kafka.topics.progress (progress).")
    private @Nullable String progress;

    @Option(
            names = "--wait",
            paramLabel = "SECONDS",
            defaultValue = "60",
            description =
                    "How long to wait for the answer (${DEFAULT-VALUE}); a job answers after its next checkpoint.")
    private double seconds;

    @Option(names = "--no-wait", description = "Send the command, and wait for no answer.")
    private boolean noWait;

    /**
     * Sends a command and prints what comes of it.
     *
     * @return the exit code
     */
    int send(CommandSpec spec, JobKind receiver, Command.Kind kind) {
        return send(spec, receiver, new Command(NOT_SENT, kind, null, null, null));
    }

    /** As {@link #send(CommandSpec, JobKind, Command.Kind)}, for a command whose ID does not matter. */
    int send(CommandSpec spec, JobKind receiver, Command command) {
        if (!(seconds > 0)) {
            throw new CommandException("--wait is " + seconds + "; give a number of seconds above 0, or --no-wait");
        }
        JobConfig config = config();
        KafkaConfig kafka = kafka(config);
        try (CommandClient client = new CommandClient(kafka, run(config), Topics.PATIENCE)) {
            if (!noWait) {
                client.checkAnswers();
            }
            CommandId id = client.send(receiver, command);
            if (noWait) {
                spec.commandLine().getOut().println("sent: " + place(kafka, id));
                return ExitCode.OK;
            }
            Optional<CommandAnswer> answer = client.await(receiver, id, Duration.ofMillis(Math.round(seconds * 1000)));
            return report(spec, answer, place(kafka, id));
        }
    }

    private int report(CommandSpec spec, Optional<CommandAnswer> answer, String place) {
        PrintWriter err = spec.commandLine().getErr();
        if (answer.isEmpty()) {
            err.println(spec.qualifiedName() + ": no job has answered within " + seconds + " s (" + place
                    + "); a job that is down takes the command when it goes on from its state");
            return ExitCode.SOFTWARE;
        }
        CommandAnswer given = answer.get();
        String version = given.version() == null ? "" : " at version " + given.version();
        if (given.applied()) {
            spec.commandLine().getOut().println("applied" + version + ": " + given.detail());
            return ExitCode.OK;
        }
        err.println(spec.qualifiedName() + ": refused" + version + ": " + given.detail());
        return ExitCode.SOFTWARE;
    }

    private static String place(KafkaConfig kafka, CommandId id) {
        return "offset " + id.offset() + " of partition " + id.partition() + " of topic "
                + kafka.topics().control();
    }

    private @Nullable JobConfig config() {
        return file == null ? null : ConfigOptions.read(file);
    }

    private String run(@Nullable JobConfig config) {
        if (run != null) {
            return run;
        }
        if (config == null) {
            throw new CommandException("neither --config nor --run is set; name the run whose job is commanded");
        }
        return config.job().run();
    }

    private KafkaConfig kafka(@Nullable JobConfig config) {
        if (config == null && bootstrap == null) {
            throw new CommandException("neither --config nor --bootstrap is set; give one of them");
        }
        KafkaConfig given = config == null ? defaults() : config.kafka();
        TopicsConfig topics = given.topics();
        return ConfigOptions.at(
                given,
                bootstrap,
                new TopicsConfig(
                        topics.timesteps(),
                        topics.predictions(),
                        topics.parameters(),
                        progress == null ? topics.progress() : progress,
                        topics.deadLetters(),
                        control == null ? topics.control() : control,
                        topics.labels()));
    }

    /** Where topics are that nothing is said of. */
    static KafkaConfig defaults() {
        StartConfig start = new StartConfig(
                StartConfig.From.EARLIEST,
                StartConfig.LogChanged.REFUSE,
                Duration.ofMinutes(1),
                StartConfig.UnfitRecords.REFUSE);
        return new KafkaConfig(
                "localhost:9092",
                false,
                Duration.ofMinutes(1),
                "backflow",
                start,
                Map.of(),
                new TopicsConfig("timesteps", "predictions", "parameters", "progress", "dead-letters", "control"));
    }
}
