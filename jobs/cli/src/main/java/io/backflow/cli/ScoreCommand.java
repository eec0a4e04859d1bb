package io.backflow.cli;

import io.backflow.jobs.TrainingJob;
import io.backflow.jobs.config.JobConfig;
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

/** {@code backflow score}. */
@Command(
        name = "score",
        mixinStandardHelpOptions = true,
        description = "Forecasts in this process with a published model, without learning, from and to the Kafka topics"
                + " that a configuration names, until its input ends (kafka.bounded) or Ctrl-C; the same command goes"
                + " on from there. For a cluster, hand the job's jar to flink run -c io.backflow.jobs.ScoringJob.")
final class ScoreCommand implements Callable<Integer> {

    @Mixin
    private ConfigOptions options;

    @Option(
            names = "--fresh",
            description = "Begin at the first record, whatever an earlier score has left in the folder.")
    private boolean fresh;

    @Option(
            names = "--output",
            paramLabel = "FOLDER",
            description = "Folder for the job's state, from which the next score goes on, and for its log"
                    + " (out/score-RUN).")
    private @Nullable Path output;

    @Mixin
    private ReportOptions report;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        JobConfig config = options.read().forScoring();
        Path path = output == null ? Path.of("out", "score-" + config.job().run()) : output;
        Log.into(path);
        try (Teardown teardown = new Teardown()) {
            RunFolder folder = teardown.add(RunFolder.open(path));
            ScoreResult result = teardown.run(() -> score(config, folder, teardown));
            report.line(result.sentence());
            report.write(result);
        }
        return 0;
    }

    private ScoreResult score(JobConfig config, RunFolder folder, Teardown teardown) throws Exception {
        long since = System.nanoTime();
        Optional<KeptState> state = fresh ? Optional.empty() : folder.newest();
        if (state.isPresent() && TrainingJob.restored(TrainingJob.flink(config))) {
            throw new CommandException("flink.execution.state-recovery.path is set, but " + folder.path()
                    + " holds a state of its own; remove the key to go on from there, or name another --output");
        }
        StartCheck check = new StartCheck(config, this::warn);
        BoundedRead bound = check.passScoring(state.isPresent());
        BoundedRead read = state.map(KeptState::read).orElse(null);
        if (read != null) {
            check.checkContinues(read);
        }
        if (read != null && read.equals(bound)) {
            notice("nothing more to read: all that topic "
                    + config.kafka().topics().timesteps() + " holds was read before (--fresh begins anew)");
            return ScoreResult.nothing();
        }
        if (fresh) {
            folder.setAside();
        }
        folder.prune();
        state.ifPresent(kept -> notice("goes on from " + kept.path() + ", written at " + kept.written()));
        LocalScore run = new LocalScore(config, bound, folder, Terminal.screen(spec));
        return ScoreResult.of(since, run.toEnd(state.map(KeptState::path), teardown));
    }

    private void warn(String sentence) {
        notice("backflow score: warning: " + sentence);
    }

    private void notice(String sentence) {
        spec.commandLine().getErr().println(sentence);
    }
}
