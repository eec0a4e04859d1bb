package io.backflow.cli;

import io.backflow.jobs.control.Command.Kind;
import io.backflow.jobs.control.CommandId;
import io.backflow.jobs.control.JobKind;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code backflow control}. */
@Command(
        name = "control",
        mixinStandardHelpOptions = true,
        description = "Sends a command to a running job and waits for its answer; docs/control.md.",
        synopsisSubcommandLabel = "COMMAND",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:applied; with --no-wait, sent",
            "1:refused, or not answered in time; the message says which",
            "2:wrong use or configuration"
        },
        subcommands = {
            ControlCommand.Reset.class,
            ControlCommand.Pause.class,
            ControlCommand.Resume.class,
            ControlCommand.LearningRate.class,
            ControlCommand.Publish.class,
            ControlCommand.RollBack.class,
            ControlCommand.Follow.class
        })
final class ControlCommand implements Runnable {

    private static final CommandId NOT_SENT = new CommandId(0, 0);

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "name a command, such as pause");
    }

    /** A command that sends one record and waits for its answer. */
    private abstract static class Sending implements Callable<Integer> {

        @Mixin
        private ControlOptions options;

        @Spec
        private CommandSpec spec;

        final int send(JobKind receiver, Kind kind) {
            return options.send(spec, receiver, kind);
        }

        final int send(JobKind receiver, io.backflow.jobs.control.Command command) {
            return options.send(spec, receiver, command);
        }
    }

    /** {@code backflow control reset}. */
    @Command(
            name = "reset",
            mixinStandardHelpOptions = true,
            description = "Lets the recurrent state of a sequence, or of all, start from zero.")
    static final class Reset extends Sending {

        @ArgGroup(multiplicity = "1")
        private Which which = new Which();

        /** Of which sequences. */
        static final class Which {

            @Option(names = "--sequence", paramLabel = "ID", description = "Of this sequence.")
            private @Nullable String sequence;

            @Option(names = "--all", description = "Of all sequences.")
            private boolean all;
        }

        @Override
        public Integer call() {
            return send(
                    JobKind.TRAINING,
                    new io.backflow.jobs.control.Command(NOT_SENT, Kind.RESET_SEQUENCE, which.sequence, null, null));
        }
    }

    /** {@code backflow control pause}. */
    @Command(
            name = "pause",
            mixinStandardHelpOptions = true,
            description = "Pauses learning: steps are taken and forecast, and not learnt.")
    static final class Pause extends Sending {

        @Override
        public Integer call() {
            return send(JobKind.TRAINING, Kind.PAUSE);
        }
    }

    /** {@code backflow control resume}. */
    @Command(name = "resume", mixinStandardHelpOptions = true, description = "Ends a pause.")
    static final class Resume extends Sending {

        @Override
        public Integer call() {
            return send(JobKind.TRAINING, Kind.RESUME);
        }
    }

    /** {@code backflow control learning-rate}. */
    @Command(
            name = "learning-rate",
            mixinStandardHelpOptions = true,
            description = "Learns at another rate, or by the configured schedule again.")
    static final class LearningRate extends Sending {

        @ArgGroup(multiplicity = "1")
        private Rate rate = new Rate();

        /** At which rate. */
        static final class Rate {

            @Option(names = "--rate", description = "At this rate, which is 0 or more, whatever the schedule says.")
            private @Nullable Double rate;

            @Option(names = "--schedule", description = "By the configured schedule.")
            private boolean schedule;
        }

        @Override
        public Integer call() {
            return send(
                    JobKind.TRAINING,
                    new io.backflow.jobs.control.Command(NOT_SENT, Kind.LEARNING_RATE, null, rate.rate, null));
        }
    }

    /** {@code backflow control publish}. */
    @Command(
            name = "publish",
            mixinStandardHelpOptions = true,
            description = "Publishes the newest version now, whatever publish.interval says.")
    static final class Publish extends Sending {

        @Override
        public Integer call() {
            return send(JobKind.TRAINING, Kind.PUBLISH);
        }
    }

    /** {@code backflow control roll-back}. */
    @Command(
            name = "roll-back",
            mixinStandardHelpOptions = true,
            description = "Goes on with the parameters of a published version.")
    static final class RollBack extends Sending {

        @Option(
                names = "--to",
                paramLabel = "VERSION",
                description = "The version; without it a scoring job returns to the one before the current one, and a"
                        + " training job refuses.")
        private @Nullable Long version;

        @Option(names = "--scoring", description = "Of the run's scoring job, not of its training job.")
        private boolean scoring;

        @Override
        public Integer call() {
            return send(
                    scoring ? JobKind.SCORING : JobKind.TRAINING,
                    new io.backflow.jobs.control.Command(NOT_SENT, Kind.ROLL_BACK, null, null, version));
        }
    }

    /** {@code backflow control follow}. */
    @Command(
            name = "follow",
            mixinStandardHelpOptions = true,
            description = "Lets a scoring job consider newer versions again, after a rollback.")
    static final class Follow extends Sending {

        @Override
        public Integer call() {
            return send(JobKind.SCORING, Kind.FOLLOW);
        }
    }
}
