package io.backflow.jobs.infer;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A part of the records that is an input.
 *
 * @param yaml as an entry of {@code stream.fields.features}
 * @param columns how many it makes
 * @param forecast whether its columns are forecast
 * @param remark what was seen of it
 */
record FeatureChoice(String yaml, int columns, boolean forecast, String remark) {

    /** Texts of more different values are not categories. */
    private static final int MOST_CATEGORIES = 16;

    /** What is in fewer of the records says too little. */
    private static final double LEAST_SHARE = 0.2;

    /**
     * What {@code field} is to a model.
     *
     * @param records of the sample
     * @param textNumbers whether the format reads numbers in texts without being asked to
     * @return either a feature or the reason why it is none
     */
    static Choice of(FieldStatistics field, long records, boolean textNumbers) {
        if (field.values() < LEAST_SHARE * records) {
            return new Choice(Optional.empty(), "in " + Scalars.count(field.values()) + " records only");
        }
        if (field.isConstant()) {
            return new Choice(Optional.empty(), "always the same");
        }
        if (TimeChoice.of(field).filter(TimeChoice::named).isPresent()) {
            return new Choice(Optional.empty(), "another time");
        }
        String path = Scalars.text(field.path);
        if (field.isNumber()) {
            String yaml = field.hasTextNumbers() && !textNumbers ? "{path: " + path + ", text: true}" : path;
            String range = Scalars.number(field.least()) + " to " + Scalars.number(field.most());
            return Choice.of(new FeatureChoice(yaml, 1, true, range + missing(field, records)));
        }
        if (field.isTruth()) {
            return Choice.of(new FeatureChoice(path, 1, false, "true or false" + missing(field, records)));
        }
        if (field.isVector()) {
            int size = field.vectorSize();
            return Choice.of(new FeatureChoice(
                    "{path: " + path + ", size: " + size + "}",
                    size,
                    true,
                    size + " numbers" + missing(field, records)));
        }
        if (field.isText() && field.distinct() <= MOST_CATEGORIES) {
            int columns = Integer.highestOneBit(2 * field.distinct() - 1);
            return Choice.of(new FeatureChoice(
                    "{path: " + path + ", hash: " + 2 * columns + "}",
                    2 * columns,
                    false,
                    field.distinct() + " categories" + missing(field, records)));
        }
        return new Choice(Optional.empty(), "too many different texts");
    }

    private static String missing(FieldStatistics field, long records) {
        long missing = records - field.values();
        return missing == 0 ? "" : ", missing in " + Scalars.count(missing) + " records";
    }

    /**
     * A feature, or why there is none.
     *
     * @param why empty where there is one
     */
    record Choice(Optional<FeatureChoice> feature, String why) {

        private static Choice of(FeatureChoice feature) {
            return new Choice(Optional.of(feature), "");
        }
    }

    /** Whether {@code field} counts the records of each sequence one by one. */
    static boolean counts(FieldStatistics field, List<Document> documents, SequenceChoice sequence) {
        if (!field.isWhole()) {
            return false;
        }
        Map<String, Double> before = new HashMap<>();
        long compared = 0;
        long counted = 0;
        for (Document document : documents) {
            String id = sequence.of(document);
            JsonNode value = document.parts().get(field.path);
            if (id == null || value == null) {
                continue;
            }
            Double last = before.put(id, Numbers.of(value));
            if (last != null) {
                compared++;
                counted += Numbers.of(value) - last == 1 ? 1 : 0;
            }
        }
        return compared > 0 && counted > 0.9 * compared;
    }
}
