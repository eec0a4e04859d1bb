package io.backflow.jobs;

import io.backflow.jobs.config.JobConfig;
import io.backflow.jobs.config.TargetConfig;
import io.backflow.jobs.config.TopicsConfig;
import io.backflow.jobs.exchange.RecordType;
import io.backflow.jobs.kafka.LostLabels;
import io.backflow.jobs.kafka.Rejected;
import io.backflow.jobs.trainer.TrainerOutputs;
import java.util.Objects;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;

/** The dead letters of labels. */
final class LostLabelStream {

    private LostLabelStream() {}

    /** {@code letters}, with those that {@code workers} make of labels where labels come later. */
    static DataStream<Rejected> with(
            DataStream<Rejected> letters, SingleOutputStreamOperator<?> workers, JobConfig config) {
        if (!(config.target() instanceof TargetConfig.Delayed)) {
            return letters;
        }
        TopicsConfig topics = config.kafka().topics();
        String topic = Objects.requireNonNullElse(topics.labels(), topics.timesteps());
        return letters.union(workers.getSideOutput(TrainerOutputs.LOST_LABELS)
                .map(new LostLabels(topic), RecordType.of(Rejected.class))
                .name("lost-labels")
                .uid("lost-labels"));
    }
}
