package io.backflow.jobs;

import io.backflow.jobs.config.JobConfig;
import io.backflow.jobs.kafka.KafkaConnectors;
import io.backflow.jobs.kafka.Start;
import io.backflow.jobs.kafka.StartCheck;
import io.backflow.jobs.server.Beginning;
import io.backflow.jobs.server.ServerStages;
import io.backflow.jobs.source.EndGate;
import java.util.Optional;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.ReadableConfig;
import org.apache.flink.runtime.jobgraph.SavepointRestoreSettings;
import org.apache.flink.runtime.jobmanager.HighAvailabilityMode;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What {@code flink run} starts: the training job of a configuration file. */
public final class TrainingJob {

    private static final Logger LOG = LoggerFactory.getLogger(TrainingJob.class);

    private TrainingJob() {}

    /**
     * Checks the topics, builds the graph and submits it.
     *
     * @param args {@code --config FILE [--fresh | --from-model topic|FILE]}; where Flink's own parser sees the
     *     arguments first, as in {@code standalone-job.sh}, {@code --job-config FILE}
     */
    public static void main(String[] args) throws Exception {
        JobArguments arguments = JobArguments.parse(args);
        JobConfig config = JobConfig.read(arguments.config());
        StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment(flink(config));
        boolean restored = restored(env.getConfiguration());
        Start start = new StartCheck(config, TrainingJob::warn).pass(arguments.choice(), restored);
        if (!restored && !mayRecover(env.getConfiguration())) {
            start.refuseUntrained();
        }
        if (config.validation() != null || config.publish().mlflow() != null) {
            warn("validation and publish.mlflow are for backflow train; a job on a cluster ignores them");
        }
        define(env, config, start, null);
        Submission.execute(env, config.job().name());
    }

    /** For who submits the job, and for who looks into the log of a cluster that was asked to submit it. */
    private static void warn(String sentence) {
        System.err.println("warning: " + sentence);
        LOG.warn("{}", sentence);
    }

    /** Whether a job in this environment goes on from a checkpoint or savepoint that was named. */
    public static boolean restored(ReadableConfig flink) {
        return SavepointRestoreSettings.fromConfiguration(flink).restoreSavepoint();
    }

    /** Whether Flink itself may restore a job that was submitted without a state: the server then decides. */
    private static boolean mayRecover(ReadableConfig flink) {
        return HighAvailabilityMode.isHighAvailabilityModeActivated(Configuration.fromMap(flink.toMap()));
    }

    /** Builds the graph of a run that has published nothing between the configured Kafka topics. */
    public static void define(StreamExecutionEnvironment env, JobConfig config) {
        define(env, config, new Start(Beginning.NEW, null, Optional.empty()), null);
    }

    /**
     * Builds the graph between the configured Kafka topics.
     *
     * @param start what was found out before
     * @param gate where readers of a bounded job in this process wait before they end; null: they do not
     */
    public static void define(StreamExecutionEnvironment env, JobConfig config, Start start, @Nullable EndGate gate) {
        env.setParallelism(config.job().parallelism());
        KafkaConnectors kafka = new KafkaConnectors(config, start.bound(), gate == null ? null : gate.name());
        TrainingPipeline.define(
                env,
                new Sources(kafka.timesteps(), kafka.labels(), kafka.feedback(), kafka.control()),
                new Sinks(
                        kafka.predictions(),
                        kafka.forecasts(),
                        kafka.parameters(),
                        kafka.progress(),
                        kafka.deadLetters(),
                        kafka.answers()),
                config,
                new ServerStages(config, MaxParallelism.of(env), start.beginning()));
    }

    /** Flink's own settings, as the configuration gives them. */
    public static Configuration flink(JobConfig config) {
        return Configuration.fromMap(config.resolvedFlink());
    }
}
