package io.backflow.jobs;

import io.backflow.jobs.config.ConfigException;
import io.backflow.jobs.config.JobConfig;
import io.backflow.jobs.kafka.KafkaConnectors;
import io.backflow.jobs.kafka.StartCheck;
import io.backflow.jobs.kafka.StartChoice;
import io.backflow.jobs.source.BoundedRead;
import io.backflow.jobs.source.EndGate;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What {@code flink run -c io.backflow.jobs.ScoringJob} starts: the scoring job of a configuration file. */
public final class ScoringJob {

    private static final Logger LOG = LoggerFactory.getLogger(ScoringJob.class);

    private ScoringJob() {}

    /**
     * Checks the topics, builds the graph and submits it.
     *
     * @param args {@code --config FILE}; where Flink's own parser sees the arguments first, {@code --job-config FILE}
     */
    public static void main(String[] args) throws Exception {
        JobArguments arguments = JobArguments.parse(args);
        if (!(arguments.choice() instanceof StartChoice.None)) {
            throw new ConfigException(
                    "--fresh and --from-model are for the training job; score.from says what a scoring"
                            + " job begins with, leave them out");
        }
        JobConfig config = JobConfig.read(arguments.config()).forScoring();
        StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment(TrainingJob.flink(config));
        boolean restored = TrainingJob.restored(env.getConfiguration());
        BoundedRead bound = new StartCheck(config, ScoringJob::warn).passScoring(restored);
        define(env, config, bound, null);
        Submission.execute(env, config.job().name());
    }

    private static void warn(String sentence) {
        System.err.println("warning: " + sentence);
        LOG.warn("{}", sentence);
    }

    /** Builds the graph of an unbounded job, or one that reads to where partitions end when it begins. */
    public static void define(StreamExecutionEnvironment env, JobConfig config) {
        define(env, config, null, null);
    }

    /**
     * Builds the graph between the configured Kafka topics.
     *
     * @param config made by {@link JobConfig#forScoring}
     * @param bound how far a bounded job reads; null: to where partitions end when it begins
     * @param gate where readers of a bounded job in this process wait before they end; null: they do not
     */
    public static void define(
            StreamExecutionEnvironment env, JobConfig config, @Nullable BoundedRead bound, @Nullable EndGate gate) {
        env.setParallelism(config.job().parallelism());
        KafkaConnectors kafka = new KafkaConnectors(config, bound, gate == null ? null : gate.name());
        ScoringPipeline.define(
                env,
                new ScoringPipeline.Sources(kafka.timesteps(), kafka.labels(), kafka.models()),
                new ScoringPipeline.Sinks(
                        kafka.forecasts(), kafka.scoringProgress(), kafka.deadLetters(), kafka.scoringAnswers()),
                config);
    }
}
