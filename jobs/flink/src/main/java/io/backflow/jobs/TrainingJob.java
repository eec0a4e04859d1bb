package io.backflow.jobs;

import io.backflow.jobs.config.ConfigException;
import io.backflow.jobs.config.JobConfig;
import io.backflow.jobs.kafka.KafkaConnectors;
import io.backflow.jobs.kafka.StartCheck;
import java.nio.file.Path;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What {@code flink run} starts: the training job of a configuration file. */
public final class TrainingJob {

    private static final Logger LOG = LoggerFactory.getLogger(TrainingJob.class);

    private TrainingJob() {}

    /**
     * Checks the topics, builds the graph and submits it.
     *
     * @param args {@code --config FILE}
     */
    public static void main(String[] args) throws Exception {
        if (args.length != 2 || !args[0].equals("--config")) {
            throw new ConfigException("the arguments are " + String.join(" ", args) + "; give --config FILE");
        }
        JobConfig config = JobConfig.read(Path.of(args[1]));
        StartCheck.pass(config);
        StartCheck.warnings(config).forEach(warning -> LOG.warn("{}", warning));
        StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment(flink(config));
        define(env, config);
        env.execute(config.job().name());
    }

    /** Builds the graph between the configured Kafka topics. */
    public static void define(StreamExecutionEnvironment env, JobConfig config) {
        env.setParallelism(config.job().parallelism());
        KafkaConnectors kafka = new KafkaConnectors(config);
        TrainingPipeline.define(
                env,
                new Sources(kafka.timesteps(), kafka.feedback()),
                new Sinks(kafka.predictions(), kafka.parameters(), kafka.progress(), kafka.deadLetters()),
                config);
    }

    /** Flink's own settings, as the configuration gives them. */
    public static Configuration flink(JobConfig config) {
        return Configuration.fromMap(config.flink());
    }
}
