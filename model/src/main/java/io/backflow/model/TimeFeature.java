package io.backflow.model;

import java.util.ArrayList;
import java.util.List;

/** What the time of a step says besides its numbers, as inputs of the network. */
public enum TimeFeature {
    /**
     * The time since the sequence's previous step: its natural logarithm less the mean of that over the sequence's
     * steps, so that 0 is as usual.
     */
    ELAPSED("elapsed"),

    /** Where in its day a step lies, as a point on a circle that is gone round once, and on one that is twice. */
    HOUR_OF_DAY("day sin 1", "day cos 1", "day sin 2", "day cos 2"),

    /** Where in its week a step lies, as a point on a circle, and 1 for the day that it is of seven, from Monday. */
    DAY_OF_WEEK("week sin", "week cos", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),

    /** Where in its year a step lies, as a point on a circle that is gone round once, and on one that is twice. */
    DAY_OF_YEAR("year sin 1", "year cos 1", "year sin 2", "year cos 2");

    private final List<String> inputs;

    TimeFeature(String... inputs) {
        this.inputs = List.of(inputs);
    }

    /** Names of the inputs that it is, in their order. */
    public List<String> inputs() {
        return inputs;
    }

    /** Whether it is known of a step that has not come. */
    public boolean foreknown() {
        return this != ELAPSED;
    }

    /** Names of the inputs that {@code features} are, of a step and, if {@code ahead} is above 0, of one to come. */
    static List<String> inputs(List<TimeFeature> features, int ahead) {
        List<String> names = new ArrayList<>();
        features.forEach(feature -> names.addAll(feature.inputs()));
        if (ahead > 0) {
            features.stream()
                    .filter(TimeFeature::foreknown)
                    .flatMap(feature -> feature.inputs().stream())
                    .forEach(name -> names.add(name + " +" + ahead));
        }
        return names;
    }

    /** How many inputs {@code features} are, as {@link #inputs(List, int)} names them. */
    static int width(List<TimeFeature> features, int ahead) {
        int width = 0;
        for (int i = 0; i < features.size(); i++) {
            TimeFeature feature = features.get(i);
            width += feature.inputs.size() * (ahead > 0 && feature.foreknown() ? 2 : 1);
        }
        return width;
    }
}
