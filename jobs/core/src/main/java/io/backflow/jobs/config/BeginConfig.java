package io.backflow.jobs.config;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;

/**
 * What a training job begins with where it was restored from no state.
 *
 * @param from where its parameters come from
 */
public record BeginConfig(
        @Key(
                meaning = "where the parameters of a job come from that was restored from no state: `fresh`: they are"
                        + " drawn from `job.seed`; `topic`: the newest version that the run has published, or fresh"
                        + " ones if there is none; `file`: a model's file. With `fresh` and `file` the start is refused"
                        + " if the run has published a trained model ([cluster.md](cluster.md#when-a-process-fails))",
                preset = "{type: fresh}")
        From from) {

    /** Where parameters come from. */
    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
    @JsonSubTypes({
        @JsonSubTypes.Type(value = Fresh.class, name = "fresh"),
        @JsonSubTypes.Type(value = Topic.class, name = "topic"),
        @JsonSubTypes.Type(value = ModelFile.class, name = "file")
    })
    public sealed interface From {}

    /** Drawn from {@code job.seed}. */
    public record Fresh() implements From {}

    /** Those of the newest version that the run has published. */
    public record Topic() implements From {}

    /**
     * Those of a model file.
     *
     * @param path where it is for the process that submits the job
     */
    public record ModelFile(
            @Key(
                    meaning = "the weights: a model file of Backflow's, `.weights.h5` of Keras, or safetensors"
                            + " ([files.md](files.md)); it is read where the job is submitted, with Flink's file"
                            + " systems if it is a URI such as `s3://models/pump.safetensors`, and goes to the cluster"
                            + " with the job")
            String path)
            implements From {

        public ModelFile {
            if (path.isBlank()) {
                throw new ConfigException("start.from.path is empty; name the model's file");
            }
        }
    }
}
