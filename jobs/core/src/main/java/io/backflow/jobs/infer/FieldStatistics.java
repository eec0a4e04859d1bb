package io.backflow.jobs.infer;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;

/** What the values of one path look like. */
final class FieldStatistics {

    /** More values than this are not distinguished. */
    private static final int MOST_VALUES = 100_000;

    final String path;
    final Set<String> texts = new LinkedHashSet<>();
    private final Set<String> distinct = new HashSet<>();
    private final Set<Integer> sizes = new HashSet<>();
    private long values;
    private long nulls;
    private long numbers;
    private long textNumbers;
    private long wholes;
    private long truths;
    private long vectors;
    private double least = Double.POSITIVE_INFINITY;
    private double most = Double.NEGATIVE_INFINITY;

    FieldStatistics(String path) {
        this.path = path;
    }

    void add(JsonNode value) {
        if (value.isNull() || value.isNumber() && Double.isNaN(value.doubleValue())) {
            nulls++;
            return;
        }
        values++;
        if (value.isArray()) {
            vectors++;
            sizes.add(value.size());
            return;
        }
        String text = value.asText();
        if (distinct.size() < MOST_VALUES) {
            distinct.add(text);
        }
        if (value.isBoolean()) {
            truths++;
        } else if (Numbers.isNumber(value)) {
            number(Numbers.of(value), value.isTextual());
        } else if (texts.size() < MOST_VALUES) {
            texts.add(text);
        }
    }

    private void number(double number, boolean inText) {
        numbers++;
        textNumbers += inText ? 1 : 0;
        wholes += number == Math.rint(number) ? 1 : 0;
        least = Math.min(least, number);
        most = Math.max(most, number);
    }

    /** Records that have a value here. */
    long values() {
        return values;
    }

    long nulls() {
        return nulls;
    }

    int distinct() {
        return distinct.size();
    }

    boolean isNumber() {
        return values > 0 && numbers == values;
    }

    boolean isWhole() {
        return isNumber() && wholes == values;
    }

    boolean isTruth() {
        return values > 0 && truths == values;
    }

    boolean isText() {
        return values > 0 && numbers + truths + vectors < values;
    }

    /** Whether each value is an array of the same number of numbers. */
    boolean isVector() {
        return values > 0 && vectors == values && sizes.size() == 1;
    }

    int vectorSize() {
        return sizes.iterator().next();
    }

    boolean hasTextNumbers() {
        return textNumbers > 0;
    }

    boolean isConstant() {
        return vectors == 0 && distinct.size() == 1;
    }

    double least() {
        return least;
    }

    double most() {
        return most;
    }

    /** The last name of the path, in small letters without signs. */
    String name() {
        String last = path.substring(path.lastIndexOf('.') + 1);
        return last.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "");
    }
}
