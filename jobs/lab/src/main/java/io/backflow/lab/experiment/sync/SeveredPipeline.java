package io.backflow.lab.experiment.sync;

import io.backflow.jobs.MaxParallelism;
import io.backflow.jobs.Sinks;
import io.backflow.jobs.Sources;
import io.backflow.jobs.TrainingPipeline;
import io.backflow.jobs.config.JobConfig;
import io.backflow.jobs.feedback.CoLocatedFeedback;
import io.backflow.jobs.kafka.KafkaConnectors;
import io.backflow.jobs.protocol.Contribution;
import io.backflow.jobs.protocol.ShardSnapshot;
import io.backflow.jobs.server.ServerStages;
import io.backflow.local.CountingSink;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * The training pipeline with its predictions counted, and either whole or with the server severed from what workers
 * send: then each of them trains for itself, and the difference is what synchronisation costs.
 */
public final class SeveredPipeline {

    private SeveredPipeline() {}

    /** Adds the path to {@code env}; predictions go to {@code predictions}. */
    public static void define(
            StreamExecutionEnvironment env, JobConfig config, CountingSink predictions, boolean severed) {
        KafkaConnectors kafka = new KafkaConnectors(config);
        int groups = MaxParallelism.of(env);
        TrainingPipeline.define(
                env,
                new Sources(kafka.timesteps(), new CoLocatedFeedback()),
                new Sinks(
                        predictions.sink(),
                        kafka.forecasts(),
                        kafka.parameters(),
                        kafka.progress(),
                        kafka.deadLetters()),
                config,
                severed ? new Severed(config, groups) : new ServerStages(config, groups));
    }

    /** A server that emits its first snapshots, and receives no contributions. */
    private static final class Severed extends ServerStages {

        Severed(JobConfig config, int maxParallelism) {
            super(config, maxParallelism);
        }

        @Override
        public SingleOutputStreamOperator<ShardSnapshot> serve(DataStream<Contribution> contributions) {
            return super.serve(contributions.filter(contribution -> false));
        }
    }
}
