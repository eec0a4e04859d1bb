package io.backflow.jobs.config;

import com.fasterxml.jackson.annotation.JsonFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which part of a label's record is what; see {@link FieldPath} for what a path is. What is absent is where it is in
 * the records of steps.
 *
 * @param sequence paths whose values name the sequence together; null: those of {@link FieldsConfig}
 * @param step the step's number; null: that of {@link FieldsConfig}, where steps have one
 * @param stepTime the step's event time; null: that of {@link FieldsConfig} where order is by event time, else none
 * @param time when the label became known
 * @param target what the network should have predicted; null: the labels are classes
 * @param label the class; null: the labels are targets
 * @param weight weight of the step's loss; null: that of the step
 */
public record LabelsConfig(
        @Key(meaning = "path of the sequence ID, or a list of paths; absent: as in `stream.fields`", optional = true)
        @JsonFormat(with = JsonFormat.Feature.ACCEPT_SINGLE_VALUE_AS_ARRAY)
        @Nullable
        List<String> sequence,

        @Key(
                meaning = "path of the number of the step that the label is of; absent: as in `stream.fields`",
                optional = true)
        @Nullable
        String step,

        @Key(
                meaning = "the event time of the step that the label is of, a path alone or the keys below; absent:"
                        + " with `stream.order: time` as in `stream.fields.time`, else the number alone says which"
                        + " step it is",
                optional = true)
        @Nullable
        TimeField stepTime,

        @Key(meaning = "when the label became known, a path alone or the keys below", preset = "{path: $timestamp}")
        TimeField time,

        @Key(meaning = "what the network should have predicted, written as `stream.fields.target`", optional = true)
        @Nullable
        List<ColumnsField> target,

        @Key(meaning = "the class, where the head classifies: a path alone, or the keys below", optional = true)
        @Nullable
        LabelField label,

        @Key(
                meaning = "path of the weight of the step's loss; absent, in a record too: that of the step",
                optional = true)
        @Nullable
        String weight) {

    public LabelsConfig {
        if (sequence != null) {
            sequence = List.copyOf(sequence);
            sequence.forEach(path -> FieldPath.parse("sequence", path));
        }
        target = target == null ? null : List.copyOf(target);
        if (step != null) {
            FieldPath.parse("step", step);
        }
        if (weight != null) {
            FieldPath.parse("weight", weight);
        }
        if (target == null && label == null) {
            throw new ConfigException("stream.labels.target and stream.labels.label are both absent, but a label says"
                    + " one of them; name the path of one");
        }
        if (target != null && label != null) {
            throw new ConfigException("stream.labels.label is " + label.path()
                    + ", but stream.labels.target is named too, and a head learns one of them; remove one of the two");
        }
    }
}
