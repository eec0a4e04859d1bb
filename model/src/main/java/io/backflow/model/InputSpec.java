package io.backflow.model;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;

/** What a timestep carries into the network. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
    @JsonSubTypes.Type(value = InputSpec.Features.class, name = "features"),
    @JsonSubTypes.Type(value = InputSpec.Tokens.class, name = "tokens")
})
public sealed interface InputSpec {

    /** Width of what the first recurrent layer reads. */
    int width();

    /**
     * A vector of real numbers.
     *
     * @param size numbers a step
     */
    record Features(int size) implements InputSpec {
        public Features {
            Check.positive("model.input.size", size);
        }

        @Override
        public int width() {
            return size;
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
