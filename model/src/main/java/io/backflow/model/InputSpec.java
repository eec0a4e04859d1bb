package io.backflow.model;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a timestep carries into the network. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
    @JsonSubTypes.Type(value = InputSpec.Features.class, name = "features"),
    @JsonSubTypes.Type(value = InputSpec.Tokens.class, name = "tokens")
})
public sealed interface InputSpec {

    /** Width of what the first recurrent layer reads. */
    int width();

    /** What a feature without a value is to the network. */
    enum Missing {
        /** A step without it is not taken. */
        REJECT,
        /** The feature's last value. */
        LAST,
        /** The feature's mean. */
        MEAN,
        /**
         * Its last value, and two inputs more: whether it came with the step, and for how long it has not (the inputs
         * of "GRU-Simple" in Che et al., "Recurrent Neural Networks for Multivariate Time Series with Missing Values",
         * 2018, with the last value in the place of the missing one).
         */
        MASK
    }

    /**
     * A vector of real numbers.
     *
     * @param size numbers a step
     * @param missing what a missing number is: one rule for all, or one for each; empty: {@link Missing#REJECT}
     * @param timeFeatures what the network sees of a step's time; empty: nothing
     * @param timeZone the zone whose clocks and calendar these follow, "" without them
     * @param timeAhead how many steps later the step is of whose time the network sees the same; 0: of none
     * @param normalized whether moving statistics that scale the numbers stand at the end of the parameters
     */
    record Features(
            int size,

            @JsonFormat(with = JsonFormat.Feature.ACCEPT_SINGLE_VALUE_AS_ARRAY)
            @JsonInclude(JsonInclude.Include.NON_EMPTY)
            List<Missing> missing,

            @JsonFormat(with = JsonFormat.Feature.ACCEPT_SINGLE_VALUE_AS_ARRAY)
            @JsonInclude(JsonInclude.Include.NON_EMPTY)
            List<TimeFeature> timeFeatures,

            @JsonInclude(JsonInclude.Include.NON_EMPTY) String timeZone,

            @JsonInclude(JsonInclude.Include.NON_DEFAULT) int timeAhead,

            @JsonInclude(JsonInclude.Include.NON_DEFAULT) boolean normalized)
            implements InputSpec {

        /** The zone where none is named. */
        private static final String UTC = "UTC";

        /** Inputs that a masked feature has besides its value. */
        public static final int MASK_INPUTS = 2;

        /** Without missing numbers. */
        public Features(int size) {
            this(size, List.of());
        }

        /** Without anything of the time. */
        public Features(int size, List<Missing> missing) {
            this(size, missing, List.of(), "", 0);
        }

        /** Whose scale is not among the parameters. */
        public Features(
                int size, List<Missing> missing, List<TimeFeature> timeFeatures, String timeZone, int timeAhead) {
            this(size, missing, timeFeatures, timeZone, timeAhead, false);
        }

        public Features {
            Check.positive("model.input.size", size);
            missing = withoutRejects(missing);
            timeFeatures = timeFeatures == null ? List.of() : List.copyOf(timeFeatures);
            timeZone = checkedZone(timeFeatures, timeZone);
            timeAhead = timeFeatures.isEmpty() ? 0 : timeAhead;
            if (new HashSet<>(timeFeatures).size() != timeFeatures.size()) {
                throw new IllegalArgumentException("model.input.time_features names one twice; name each once");
            }
            Check.notNegative("model.input.time_ahead", timeAhead);
            if (missing.size() > 1 && missing.size() != size) {
                throw new IllegalArgumentException("model.input.missing has " + missing.size()
                        + " entries, but model.input.size is " + size + "; give one for all or one for each feature");
            }
        }

        private static List<Missing> withoutRejects(@Nullable List<Missing> missing) {
            boolean rejects = missing == null || Collections.frequency(missing, Missing.REJECT) == missing.size();
            return rejects ? List.of() : List.copyOf(missing);
        }

        private static String checkedZone(List<TimeFeature> features, @Nullable String zone) {
            String named = zone == null || zone.isEmpty() ? UTC : zone;
            if (features.isEmpty()) {
                if (!named.equals(UTC)) {
                    throw new IllegalArgumentException("model.input.time_zone is " + named
                            + ", but model.input.time_features is empty; name time features, or remove it");
                }
                return "";
            }
            try {
                return ZoneId.of(named).getId();
            } catch (DateTimeException e) {
                throw new IllegalArgumentException(
                        "model.input.time_zone is " + named
                                + "; it must be the name of a time zone, such as Europe/Berlin, or UTC",
                        e);
            }
        }

        /** The same with the time of the step {@code steps} later; itself where the network sees nothing of times. */
        Features foretelling(int steps) {
            return timeFeatures.isEmpty()
                    ? this
                    : new Features(size, missing, timeFeatures, timeZone, steps, normalized);
        }

        /** The same with moving statistics at the end of the parameters, or without. */
        Features normalized(boolean with) {
            return new Features(size, missing, timeFeatures, timeZone, timeAhead, with);
        }

        /** What a missing number of feature {@code i} is. */
        public Missing missing(int i) {
            return missing.isEmpty() ? Missing.REJECT : missing.get(missing.size() == 1 ? 0 : i);
        }

        /** Features that are masked. */
        public int masked() {
            int masks = 0;
            for (int i = 0; i < missing.size(); i++) {
                masks += missing.get(i) == Missing.MASK ? 1 : 0;
            }
            return missing.size() == 1 ? masks * size : masks;
        }

        /** Which input is the first that is of the time. */
        public int timeFrom() {
            return size + MASK_INPUTS * masked();
        }

        /** Inputs that are of the time. */
        public int timeWidth() {
            return TimeFeature.width(timeFeatures, timeAhead);
        }

        /** A name for each input of the network, in their order. */
        public List<String> inputs() {
            List<String> names = new ArrayList<>();
            for (int i = 0; i < size; i++) {
                names.add("feature " + i);
            }
            for (int i = 0; masked() > 0 && i < size; i++) {
                if (missing(i) == Missing.MASK) {
                    names.add("feature " + i + " came");
                    names.add("feature " + i + " age");
                }
            }
            names.addAll(TimeFeature.inputs(timeFeatures, timeAhead));
            return names;
        }

        @Override
        public int width() {
            return timeFrom() + timeWidth();
        }
    }

    /**
     * A token, embedded.
     *
     * @param vocabulary number of tokens; a token is in {@code [0, vocabulary)}
     * @param embedding width of a token's vector
     */
    record Tokens(int vocabulary, int embedding) implements InputSpec {
        public Tokens {
            Check.positive("model.input.vocabulary", vocabulary);
            Check.positive("model.input.embedding", embedding);
        }

        @Override
        public int width() {
            return embedding;
        }
    }
}
