package io.backflow.model.io;

import io.backflow.model.ModelSpec;
import java.util.List;

/** Under which names, and in which layout, a file holds a model's weights. */
public sealed interface WeightNames permits KerasNames, TorchNames {

    /** The tensors of a model, as they go into a file. */
    List<NamedTensor> tensors(ModelSpec spec, float[] parameters);

    /** The flat vector of a model whose tensors {@code source} holds. */
    float[] parameters(ModelSpec spec, TensorSource source);
}
