package io.backflow.model.io;

import io.backflow.model.ModelSpec;
import java.util.LinkedHashSet;
import java.util.Set;

/** A file's tensors put together to a model, none missing and none left over. */
final class Assembly {

    private Assembly() {}

    static float[] read(TensorSource source, ModelSpec spec, WeightNames names) {
        float[] parameters = names.parameters(spec, source);
        Set<String> foreign = new LinkedHashSet<>(source.names());
        names.tensors(spec, parameters).forEach(tensor -> foreign.remove(tensor.name()));
        if (!foreign.isEmpty()) {
            throw new ModelFileException(
                    source.file(), "holds " + foreign + " besides the model's tensors; the file is another model's");
        }
        return parameters;
    }
}
