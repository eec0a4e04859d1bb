package io.backflow.cli;

import io.backflow.jobs.TrainingJob;
import io.backflow.jobs.config.JobConfig;
import io.backflow.jobs.kafka.StartCheck;
import io.backflow.jobs.publish.ModelVersion;
import io.backflow.local.LocalCluster;
import io.backflow.local.RunningJob;
import io.backflow.local.Teardown;
import io.backflow.local.TemporaryDirectory;
import io.backflow.local.watch.TrainingWatch;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code backflow train}. */
@Command(
        name = "train",
        mixinStandardHelpOptions = true,
        description = "Trains in this process, from and to the Kafka topics that a configuration names, until its input"
                + " ends (kafka.bounded) or Ctrl-C. For a cluster, hand the job's jar to flink run.")
final class TrainCommand implements Callable<Integer> {

    @Mixin
    private ConfigOptions options;

    @Mixin
    private ReportOptions report;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        JobConfig config = options.read();
        StartCheck.pass(config);
        StartCheck.warnings(config)
                .forEach(warning -> spec.commandLine().getErr().println("backflow train: warning: " + warning));
        Log.into(Path.of("out"));
        TrainResult result;
        try (Teardown teardown = new Teardown()) {
            result = teardown.run(() -> train(config, teardown));
        }
        spec.commandLine().getOut().println(result.sentence());
        report.write(result);
        return 0;
    }

    private TrainResult train(JobConfig config, Teardown teardown) throws Exception {
        long start = System.nanoTime();
        TemporaryDirectory temporary = teardown.add(TemporaryDirectory.create());
        LocalCluster cluster = teardown.add(LocalCluster.start(config, temporary.path()));
        AtomicReference<@Nullable ModelVersion> last = new AtomicReference<>();
        try (TrainingWatch watch = new TrainingWatch(config, Terminal.screen(spec))) {
            var environment = cluster.environment();
            TrainingJob.define(environment, config);
            RunningJob job =
                    teardown.add(cluster.submit(environment, config.job().name()));
            watch.untilEnd(job, last::set);
        }
        ModelVersion model = last.get();
        if (model == null || model.totals().steps() == 0) {
            throw new IllegalStateException("topic " + config.kafka().topics().timesteps()
                    + " ended before there was a step to train on; what was read and not taken is in topic "
                    + config.kafka().topics().deadLetters());
        }
        return TrainResult.of(config.job().seed(), (System.nanoTime() - start) / 1e9, model);
    }
}
