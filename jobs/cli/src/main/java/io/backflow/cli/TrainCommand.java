package io.backflow.cli;

import io.backflow.jobs.TrainingJob;
import io.backflow.jobs.config.JobConfig;
import io.backflow.jobs.kafka.Start;
import io.backflow.jobs.kafka.StartCheck;
import io.backflow.jobs.source.BoundedRead;
import io.backflow.local.RunFolder;
import io.backflow.local.RunFolder.KeptState;
import io.backflow.local.Teardown;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code backflow train}. */
@Command(
        name = "train",
        mixinStandardHelpOptions = true,
        description = "Trains in this process, from and to the Kafka topics that a configuration names, until its input"
                + " ends (kafka.bounded) or Ctrl-C; the same command goes on from there. For a cluster, hand the job's"
                + " jar to flink run.")
final class TrainCommand implements Callable<Integer> {

    @Mixin
    private ConfigOptions options;

    @Mixin
    private BeginOptions begin;

    @Option(
            names = "--output",
            paramLabel = "FOLDER",
            description = "Folder for the run's state, from which the next train goes on, and for its log"
                    + " (out/train-RUN).")
    private @Nullable Path output;

    @Mixin
    private FollowOptions follow;

    @Mixin
    private DashboardOptions dashboard;

    @Mixin
    private ReportOptions report;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        JobConfig config = options.read();
        Path path = output == null ? Path.of("out", "train-" + config.job().run()) : output;
        Log.into(path);
        try (Teardown teardown = new Teardown()) {
            RunFolder folder = teardown.add(RunFolder.open(path));
            TrainResult result = teardown.run(() -> train(config, folder, teardown));
            report.write(result);
        }
        return 0;
    }

    private TrainResult train(JobConfig config, RunFolder folder, Teardown teardown) throws Exception {
        long since = System.nanoTime();
        Optional<KeptState> state = begin.anew() ? Optional.empty() : folder.newest();
        boolean restored = state.isPresent() || named(config, state, folder);
        StartCheck check = new StartCheck(config, this::warn);
        Start start = check.pass(begin.choice(), restored);
        BoundedRead read = state.map(KeptState::read).orElse(null);
        if (read != null) {
            check.checkContinues(read);
        }
        if (state.isPresent() && NothingMore.toRead(state.get(), start)) {
            return NothingMore.result(config, start, spec.commandLine().getOut());
        }
        if (!restored) {
            start.refuseUntrained();
        }
        if (begin.anew()) {
            folder.setAside();
        }
        folder.prune();
        state.ifPresent(kept -> notice("goes on from " + kept.path() + ", written at " + kept.written()));
        RunFollowers followers = follow.open(config, folder.path(), begin.anew(), teardown);
        LocalRun run = new LocalRun(config, start, folder, Terminal.screen(spec), dashboard);
        LocalRun.Outcome outcome = run.toEnd(state.map(KeptState::path), followers.all(), teardown);
        TrainResult result = TrainResult.of(config, since, outcome, followers.selection());
        report.line(result.sentence());
        followers.end(outcome.model(), result).ifPresent(report::line);
        return result;
    }

    /** Whether the configuration itself names a state. */
    private static boolean named(JobConfig config, Optional<KeptState> state, RunFolder folder) {
        boolean named = TrainingJob.restored(TrainingJob.flink(config));
        if (named && state.isPresent()) {
            throw new CommandException("flink.execution.state-recovery.path is set, but " + folder.path()
                    + " holds a state of" + " its own; remove the key to go on from there, or name another --output");
        }
        return named;
    }

    private void warn(String sentence) {
        notice("backflow train: warning: " + sentence);
    }

    private void notice(String sentence) {
        spec.commandLine().getErr().println(sentence);
    }
}
