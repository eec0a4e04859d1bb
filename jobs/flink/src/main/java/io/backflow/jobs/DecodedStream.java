package io.backflow.jobs;

import io.backflow.jobs.config.JobConfig;
import io.backflow.jobs.exchange.ArrivalType;
import io.backflow.jobs.exchange.RecordType;
import io.backflow.jobs.kafka.DecodeResult;
import io.backflow.jobs.kafka.Rejected;
import io.backflow.jobs.kafka.RejectedRecordRouter;
import io.backflow.jobs.sequence.Arrival;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.jspecify.annotations.Nullable;

/**
 * What a job reads.
 *
 * @param timesteps what the topic of that name holds: steps, and labels that have no topic of their own
 * @param arrivals steps and labels; their event time is that of the steps
 * @param rejected what could not be taken of any topic
 */
record DecodedStream(
        SingleOutputStreamOperator<Arrival> timesteps, DataStream<Arrival> arrivals, DataStream<Rejected> rejected) {

    /** Reads, decodes and times the stream. */
    static DecodedStream of(
            StreamExecutionEnvironment env,
            Source<DecodeResult, ?, ?> timesteps,
            @Nullable Source<DecodeResult, ?, ?> labels,
            JobConfig config) {
        Reading reading = new Reading(env, config);
        var steps = reading.of(timesteps, StepWatermarks.of(config), "timesteps", "decode");
        DataStream<Rejected> rejected = steps.getSideOutput(RejectedRecordRouter.REJECTED);
        if (labels == null) {
            return new DecodedStream(steps, steps, rejected);
        }
        var late = reading.of(labels, StepWatermarks.ofLabels(config), "labels", "decode-labels");
        long gather = Math.max(ArrivalBatches.LINGER_MILLIS, env.getBufferTimeout());
        steps.setBufferTimeout(gather); // these two edges carry a record a step
        late.setBufferTimeout(gather);
        SingleOutputStreamOperator<Arrival> both = steps.connect(late)
                .transform("steps-with-labels", ArrivalType.get(), new StepsWithLabels())
                .uid("steps-with-labels")
                .setParallelism(reading.readers());
        return new DecodedStream(steps, both, rejected.union(late.getSideOutput(RejectedRecordRouter.REJECTED)));
    }

    private record Reading(StreamExecutionEnvironment env, JobConfig config) {

        int readers() {
            return StepWatermarks.readers(config, env.getParallelism());
        }

        SingleOutputStreamOperator<Arrival> of(
                Source<DecodeResult, ?, ?> source,
                WatermarkStrategy<DecodeResult> watermarks,
                String name,
                String decode) {
            return env.fromSource(source, watermarks, name, RecordType.of(DecodeResult.class))
                    .setParallelism(readers())
                    .uid(name)
                    .process(new RejectedRecordRouter(StepWatermarks.mostReaders(config)), ArrivalType.get())
                    .setParallelism(readers())
                    .name(decode)
                    .uid(decode);
        }
    }
}
