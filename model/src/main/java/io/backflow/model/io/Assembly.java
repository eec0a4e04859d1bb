package io.backflow.model.io;

import io.backflow.model.ModelSpec;
import io.backflow.model.ParameterLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** A file's tensors put together to a model, none missing and none left over. */
final class Assembly {

    private Assembly() {}

    static float[] read(TensorSource source, ModelSpec spec, WeightNames names) {
        List<NamedTensor> tensors =
                names.tensors(spec, new float[ParameterLayout.of(spec).size()]);
        List<String> mismatches = mismatches(source, tensors);
        if (!mismatches.isEmpty()) {
            throw new ModelFileException(source.file(), String.join("; ", mismatches));
        }
        return names.parameters(spec, source);
    }

    /** What distinguishes the tensors of {@code source} from {@code tensors}, by name and shape; empty: nothing. */
    private static List<String> mismatches(TensorSource source, List<NamedTensor> tensors) {
        List<String> mismatches = new ArrayList<>();
        List<String> absent = new ArrayList<>();
        Set<String> foreign = new LinkedHashSet<>(source.names());
        for (NamedTensor tensor : tensors) {
            if (!foreign.remove(tensor.name())) {
                absent.add(tensor.name());
                continue;
            }
            List<Long> found = source.shape(tensor.name());
            List<Long> wanted =
                    Arrays.stream(tensor.shape()).asLongStream().boxed().toList();
            if (!found.equals(wanted)) {
                mismatches.add("tensor " + tensor.name() + " has shape " + found + ", the model's is " + wanted);
            }
        }
        if (!absent.isEmpty()) {
            mismatches.add((absent.size() == 1 ? "has no tensor " : "has no tensors ")
                    + String.join(", ", absent)
                    + (foreign.isEmpty() ? "" : ", it has " + source.names()));
        }
        if (!foreign.isEmpty()) {
            mismatches.add("holds " + foreign + " besides the model's tensors, the file is another model's");
        }
        return mismatches;
    }
}
