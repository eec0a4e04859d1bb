package io.backflow.lab.experiment.pipeline;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One job.
 *
 * @param units hidden units of the LSTM
 * @param parallelism workers, and readers
 * @param state {@code hashmap} or {@code rocksdb}
 * @param predictions which are written to Kafka: {@code none}, {@code sample} (one in ten) or {@code all}
 * @param stepsPerS timesteps trained a second, through the whole path
 * @param peerStepsPerS those of a consumer with libtorch, the best of one and two threads; null: not measured
 * @param kernelStepsPerS those of as many kernels at the same time, with nothing around them
 * @param pathUsPerStep microseconds of a core for one step, without kernel, garbage collection, compilation and broker
 * @param streamStepsPerS steps a second that are read, decoded and sent to workers where none is trained
 * @param cpuSPerMillion seconds of a core for a million steps, by group of threads
 */
public record PipelineRow(
        @JsonProperty("H") int units,
        @JsonProperty("p") int parallelism,
        String state,
        String predictions,
        @JsonProperty("steps_per_s") double stepsPerS,

        @JsonProperty("peer_steps_per_s") @Nullable Double peerStepsPerS,

        @JsonProperty("kernel_steps_per_s") double kernelStepsPerS,
        @JsonProperty("path_us_per_step") double pathUsPerStep,
        @JsonProperty("stream_steps_per_s") double streamStepsPerS,
        @JsonProperty("cpu_s_per_million") Map<String, Double> cpuSPerMillion) {

    PipelineRow beside(@Nullable Double peer) {
        return new PipelineRow(
                units,
                parallelism,
                state,
                predictions,
                stepsPerS,
                peer,
                kernelStepsPerS,
                pathUsPerStep,
                streamStepsPerS,
                cpuSPerMillion);
    }
}
