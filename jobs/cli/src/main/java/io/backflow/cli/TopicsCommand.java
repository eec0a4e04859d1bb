package io.backflow.cli;

import io.backflow.jobs.kafka.Topics;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code backflow topics}. */
@Command(
        name = "topics",
        mixinStandardHelpOptions = true,
        description = "Prepares the Kafka topics of a job.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = TopicsCommand.Create.class)
final class TopicsCommand implements Runnable {

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "name a command, such as create");
    }

    /** {@code backflow topics create}. */
    @Command(
            name = "create",
            mixinStandardHelpOptions = true,
            description = "Creates the topics that a configuration names; those that exist stay as they are.")
    static final class Create implements Callable<Integer> {

        @Mixin
        private ConfigOptions config;

        @Option(
                names = "--partitions",
                defaultValue = "4",
                description = "Partitions of each topic but parameters, which has one (${DEFAULT-VALUE}).")
        private int partitions;

        @Option(names = "--replication", description = "Copies of each topic (the brokers' default).")
        private @Nullable Short replication;

        @Spec
        private CommandSpec spec;

        @Override
        public Integer call() {
            if (partitions < 1) {
                throw new CommandException("--partitions is " + partitions + "; give at least 1");
            }
            List<String> made = new Topics(config.read().kafka(), Topics.PATIENCE)
                    .create(partitions, Optional.ofNullable(replication));
            spec.commandLine()
                    .getOut()
                    .println(made.isEmpty() ? "all topics exist already" : "created " + String.join(", ", made));
            return 0;
        }
    }
}
