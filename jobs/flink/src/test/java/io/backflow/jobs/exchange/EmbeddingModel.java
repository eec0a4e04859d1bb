package io.backflow.jobs.exchange;

import io.backflow.model.HeadSpec;
import io.backflow.model.InputSpec;
import io.backflow.model.LayerSpec;
import io.backflow.model.LossSpec;
import io.backflow.model.ModelSpec;
import java.util.List;

/** A model most of whose parameters are rows of an embedding, which come first. */
final class EmbeddingModel {

    static final int VOCABULARY = 10_000;
    static final int WIDTH = 64;
    static final ModelSpec SPEC = new ModelSpec(
            new InputSpec.Tokens(VOCABULARY, WIDTH),
            List.of(new LayerSpec.Gru(16, true, 0)),
            new HeadSpec(4, new LossSpec.CrossEntropy()));

    private EmbeddingModel() {}
}
