package io.backflow.jobs.config;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.backflow.model.LossSpec;
import io.backflow.model.ModelSpec;
import org.jspecify.annotations.Nullable;

/**
 * Which predictions are written to the topic {@code predictions}, and how much of each. Losses count all steps,
 * whatever is written.
 *
 * @param publish which steps
 * @param topK how many classes of a step, the likeliest ones; null: as {@link #classes} says
 * @param record what one record contains
 */
public record PredictionsConfig(
        @Key(
                meaning = "the steps whose predictions are written to the topic `predictions`; losses count all steps"
                        + " all the same",
                preset = "{type: all}")
        Publish publish,

        @Key(
                meaning = "how many outputs of a cross_entropy head a prediction contains, the highest ones with their"
                        + " classes; absent: all of them, or the 10 highest of more than 1000 classes",
                optional = true)
        @Nullable
        Integer topK,

        @Key(
                meaning = "what a record of training contains: `step`, the prediction of a step with what came true and"
                        + " what the baseline said; `window`, the predictions of a window's steps, without these, which"
                        + " follow from the stream: fewer and smaller records",
                preset = "step")
        Content record) {

    /** A head of more classes does not write all of them unless a setting asks for all. */
    private static final int MANY_CLASSES = 1000;

    private static final int FEW_CLASSES = 10;

    /** The largest record, in bytes, that Kafka takes by default is 1 MiB; the rest is for key, header and batch. */
    private static final int LARGEST_RECORD = 1_000_000;

    /** What one record contains. */
    public enum Content {
        /** The prediction of a step, and what it is compared with. */
        STEP,
        /** The predictions of a window's steps. */
        WINDOW
    }

    /** Which steps' predictions are written. */
    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
    @JsonSubTypes({
        @JsonSubTypes.Type(value = All.class, name = "all"),
        @JsonSubTypes.Type(value = Sample.class, name = "sample"),
        @JsonSubTypes.Type(value = None.class, name = "none")
    })
    public sealed interface Publish {

        /** The share of the steps, from 0 to 1. */
        double share();
    }

    /** Those of all steps. */
    public record All() implements Publish {
        @Override
        public double share() {
            return 1;
        }
    }

    /**
     * Those of some steps, chosen by sequence and step: the same ones after a restart.
     *
     * @param share how many, above 0 and below 1
     */
    public record Sample(
            @Key(meaning = "the share of the steps, drawn by sequence and step", preset = "0.1")
            double share) implements Publish {
        public Sample {
            if (!(share > 0 && share < 1)) {
                throw new ConfigException("predictions.publish.share is " + share
                        + "; it must be above 0 and below 1, or set predictions.publish to all or none");
            }
        }
    }

    /** No predictions. */
    public record None() implements Publish {
        @Override
        public double share() {
            return 0;
        }
    }

    /** How many of the head's outputs a prediction contains as classes; 0: all outputs, in their order. */
    public int classes(ModelSpec model) {
        if (topK != null) {
            return topK;
        }
        boolean many = model.head().loss() instanceof LossSpec.CrossEntropy
                && model.head().units() > MANY_CLASSES;
        return many ? FEW_CLASSES : 0;
    }

    void check(ModelSpec model) {
        int units = model.head().units();
        if (topK != null && !(model.head().loss() instanceof LossSpec.CrossEntropy)) {
            throw new ConfigException("predictions.top_k is " + topK
                    + ", but only a head with model.head.loss.type: cross_entropy has classes; remove it");
        }
        if (topK != null && (topK < 1 || topK > units)) {
            throw new ConfigException(
                    "predictions.top_k is " + topK + "; it must be from 1 to model.head.units, which is " + units);
        }
        long outputs = classes(model) > 0
                ? 2L * classes(model)
                : units + 2L * model.head().targetWidth();
        if (publish.share() > 0 && outputs * Float.BYTES > LARGEST_RECORD) {
            throw new ConfigException("model.head.units is " + units + ", and a prediction of so many outputs is larger"
                    + " than a Kafka record may be; set predictions.publish: none"
                    + (topK != null ? " or a smaller predictions.top_k" : ""));
        }
    }
}
