package io.backflow.jobs.config;

import com.fasterxml.jackson.annotation.JsonFormat;
import io.backflow.model.InputSpec;
import io.backflow.model.ModelSpec;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which part of a record is what; see {@link FieldPath} for what a path is.
 *
 * @param sequence paths whose values name the sequence together
 * @param time the event time
 * @param step the step number; null: there is none
 * @param features the network's input
 * @param target what the network should predict; null: the records give none
 * @param label the class; null: the records give none
 * @param weight weight of a step's loss; null: 1
 * @param end whether the sequence ends with the step; null: it does not
 */
public record FieldsConfig(
        @Key(
                meaning = "path of the sequence ID, or a list of paths whose values, joined by `/`, are the ID; `$key`:"
                        + " the record's key")
        @JsonFormat(with = JsonFormat.Feature.ACCEPT_SINGLE_VALUE_AS_ARRAY)
        List<String> sequence,

        @Key(meaning = "the event time: a path alone, or the keys below")
        TimeField time,

        @Key(meaning = "path of the step number, counted from 0", optional = true) @Nullable
        String step,

        @Key(
                meaning =
                        "the network's input: a list of paths, or of the keys below, in the order of the columns; where"
                                + " the model embeds tokens, one path")
        List<ColumnsField> features,

        @Key(
                meaning =
                        "what the network should predict, written as `stream.fields.features`; absent: the records give"
                                + " no target",
                optional = true)
        @Nullable
        List<ColumnsField> target,

        @Key(meaning = "the class, where the head classifies: a path alone, or the keys below", optional = true)
        @Nullable
        LabelField label,

        @Key(meaning = "path of the weight of the step's loss; absent, in a record too: 1", optional = true) @Nullable
        String weight,

        @Key(
                meaning = "path of true or false, or of 0 or another number: whether the sequence ends with the step",
                optional = true)
        @Nullable
        String end) {

    public FieldsConfig {
        sequence = List.copyOf(sequence);
        features = List.copyOf(features);
        target = target == null ? null : List.copyOf(target);
        if (sequence.isEmpty()) {
            throw new IllegalArgumentException("sequence is []; name at least one path");
        }
        sequence.forEach(path -> FieldPath.parse("sequence", path));
        path("step", step);
        path("weight", weight);
        path("end", end);
    }

    private static void path(String name, @Nullable String path) {
        if (path != null) {
            FieldPath.parse(name, path);
        }
    }

    /** Refuses what does not suit {@code model}. */
    void check(ModelSpec model) {
        if (model.input() instanceof InputSpec.Tokens tokens) {
            checkToken(tokens.vocabulary());
        } else if (model.input() instanceof InputSpec.Features sized && columns(features) != sized.size()) {
            throw new ConfigException("stream.fields.features make " + columns(features)
                    + " columns, but model.input.size is " + sized.size() + "; make the two equal");
        }
        checkTruth("stream.fields", target, label, model.head().targetWidth());
    }

    private void checkToken(int vocabulary) {
        if (features.size() != 1 || features.get(0).size() != 1) {
            throw new ConfigException("stream.fields.features has " + columns(features)
                    + " columns, but model.input.type is tokens; name one path, whose value is the token");
        }
        int most = features.get(0).categorical() ? features.get(0).columns() : 0;
        if (most > vocabulary) {
            throw new ConfigException("stream.fields.features[0] has " + most
                    + " categories, but model.input.vocabulary is " + vocabulary + "; raise it to " + most);
        }
    }

    /** Refuses a target or a label, named below {@code key}, that does not suit a head of {@code width}. */
    static void checkTruth(String key, @Nullable List<ColumnsField> target, @Nullable LabelField label, int width) {
        if (target != null && columns(target) != width) {
            throw new ConfigException(key + ".target makes " + columns(target) + " columns, but "
                    + (width == 0
                            ? "the head classifies; set " + key + ".label instead"
                            : "the head learns " + width + "; make the two equal, or change model.head.units"));
        }
        if (label != null && width != 0) {
            throw new ConfigException(key + ".label is " + label.path() + ", but the head does not classify; set " + key
                    + ".target instead");
        }
    }

    private static int columns(List<ColumnsField> fields) {
        return fields.stream().mapToInt(ColumnsField::columns).sum();
    }
}
