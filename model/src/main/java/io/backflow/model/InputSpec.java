package io.backflow.model;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.Collections;
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
     */
    record Features(
            int size,

            @JsonFormat(with = JsonFormat.Feature.ACCEPT_SINGLE_VALUE_AS_ARRAY)
            @JsonInclude(JsonInclude.Include.NON_EMPTY)
            List<Missing> missing)
            implements InputSpec {

        /** Inputs that a masked feature has besides its value. */
        public static final int MASK_INPUTS = 2;

        /** Without missing numbers. */
        public Features(int size) {
            this(size, List.of());
        }

        public Features {
            Check.positive("model.input.size", size);
            missing = withoutRejects(missing);
            if (missing.size() > 1 && missing.size() != size) {
                throw new IllegalArgumentException("model.input.missing has " + missing.size()
                        + " entries, but model.input.size is " + size + "; give one for all or one for each feature");
            }
        }

        private static List<Missing> withoutRejects(@Nullable List<Missing> missing) {
            boolean rejects = missing == null || Collections.frequency(missing, Missing.REJECT) == missing.size();
            return rejects ? List.of() : List.copyOf(missing);
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

        @Override
        public int width() {
            return size + MASK_INPUTS * masked();
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
