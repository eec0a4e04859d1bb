package io.backflow.lab.experiment.pipeline;

import io.backflow.jobs.ArrivalBatches;
import io.backflow.jobs.MaxParallelism;
import io.backflow.jobs.Sinks;
import io.backflow.jobs.Sources;
import io.backflow.jobs.TrainingPipeline;
import io.backflow.jobs.config.JobConfig;
import io.backflow.jobs.exchange.ArrivalBatch;
import io.backflow.jobs.exchange.ArrivalType;
import io.backflow.jobs.exchange.RecordType;
import io.backflow.jobs.feedback.CoLocatedFeedback;
import io.backflow.jobs.kafka.DecodeResult;
import io.backflow.jobs.kafka.KafkaConnectors;
import io.backflow.jobs.kafka.RejectedRecordRouter;
import io.backflow.jobs.protocol.Contribution;
import io.backflow.jobs.protocol.ShardSnapshot;
import io.backflow.jobs.sequence.Arrival;
import io.backflow.jobs.server.ServerStages;
import io.backflow.local.CountingSink;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;

/** A job that is measured: adds itself to an environment, and counts its steps. */
@FunctionalInterface
public interface PipelineJob {

    void define(StreamExecutionEnvironment env, JobConfig config, CountingSink counter);

    /** The whole path, with all its topics; counts the steps that workers have trained. */
    static void training(StreamExecutionEnvironment env, JobConfig config, CountingSink trained) {
        KafkaConnectors kafka = new KafkaConnectors(config);
        TrainingPipeline.define(
                env,
                new Sources(kafka.timesteps(), new CoLocatedFeedback()),
                new Sinks(
                        kafka.predictions(),
                        kafka.forecasts(),
                        kafka.parameters(),
                        kafka.progress(),
                        kafka.deadLetters()),
                config,
                new Counted(config, MaxParallelism.of(env), trained));
    }

    /** The path as far as the workers, which count steps and do nothing with them. */
    static void streaming(StreamExecutionEnvironment env, JobConfig config, CountingSink received) {
        DataStream<Arrival> arrivals = env.fromSource(
                        new KafkaConnectors(config).timesteps(),
                        WatermarkStrategy.noWatermarks(),
                        "timesteps",
                        RecordType.of(DecodeResult.class))
                .process(new RejectedRecordRouter(env.getParallelism()), ArrivalType.get());
        ArrivalBatches.of(arrivals).filter(batch -> counted(batch, received)).sinkTo(new DiscardingSink<>());
    }

    private static boolean counted(ArrivalBatch batch, CountingSink received) {
        received.add(batch.arrivals().size());
        return false;
    }

    /** A server before which steps are counted. */
    final class Counted extends ServerStages {

        private final CountingSink trained;

        Counted(JobConfig config, int maxParallelism, CountingSink trained) {
            super(config, maxParallelism);
            this.trained = trained;
        }

        @Override
        public SingleOutputStreamOperator<ShardSnapshot> serve(DataStream<Contribution> contributions) {
            CountingSink counter = trained;
            return super.serve(contributions.filter(contribution -> count(contribution, counter)));
        }

        private static boolean count(Contribution contribution, CountingSink counter) {
            if (contribution instanceof Contribution.Trained with) {
                counter.add(with.share().totals().steps());
            }
            return true;
        }
    }
}
