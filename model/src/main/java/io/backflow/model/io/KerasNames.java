package io.backflow.model.io;

import io.backflow.model.ModelSpec;
import io.backflow.model.ParameterLayout;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * Keras' layout, which is that of {@link ParameterLayout}: {@code layer<l>.kernel [in, G*H]}, {@code
 * layer<l>.recurrent_kernel [H, G*H]}, {@code layer<l>.bias [G*H]} or {@code [2, 3H]}, {@code embedding.embeddings},
 * {@code head.kernel}, {@code head.bias}.
 */
public final class KerasNames implements WeightNames {

    private final UnaryOperator<String> naming;

    /** The names as {@link ParameterLayout} has them. */
    public KerasNames() {
        this(UnaryOperator.identity());
    }

    /** @param naming from {@link ParameterLayout}'s names to the file's */
    KerasNames(UnaryOperator<String> naming) {
        this.naming = naming;
    }

    @Override
    public List<NamedTensor> tensors(ModelSpec spec, float[] parameters) {
        return ParameterLayout.of(spec).views().stream()
                .map(view -> new NamedTensor(
                        naming.apply(view.name()),
                        shape(view),
                        Arrays.copyOfRange(parameters, view.offset(), view.offset() + view.size())))
                .toList();
    }

    @Override
    public float[] parameters(ModelSpec spec, TensorSource source) {
        ParameterLayout layout = ParameterLayout.of(spec);
        float[] parameters = new float[layout.size()];
        for (ParameterLayout.View view : layout.views()) {
            float[] values = source.read(naming.apply(view.name()), shape(view));
            System.arraycopy(values, 0, parameters, view.offset(), values.length);
        }
        return parameters;
    }

    private static int[] shape(ParameterLayout.View view) {
        boolean vector = view.rows() == 1 && view.name().endsWith("bias");
        return vector ? new int[] {view.columns()} : new int[] {view.rows(), view.columns()};
    }
}
