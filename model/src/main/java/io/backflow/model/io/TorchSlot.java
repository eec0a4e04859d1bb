package io.backflow.model.io;

import io.backflow.model.ParameterLayout;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * One of PyTorch's tensors and where its values belong in our flat vector.
 *
 * @param blocks how it is transposed; null: it is laid out as ours is
 * @param offset where ours starts
 * @param shared whether it is added to what another tensor put there, and so written as zeros
 */
record TorchSlot(String name, int[] shape, @Nullable GateBlocks blocks, int offset, boolean shared) {

    /** A matrix {@code [in, G*H]} of ours as {@code [G*H, in]}. */
    static TorchSlot matrix(String name, int[] gates, ParameterLayout.View view) {
        int units = view.columns() / gates.length;
        int[] shape = {view.columns(), view.rows()};
        return new TorchSlot(name, shape, new GateBlocks(gates, units, view.rows()), view.offset(), false);
    }

    /** A row of ours. */
    static TorchSlot bias(String name, int[] gates, ParameterLayout.View view, int row) {
        int units = view.columns() / gates.length;
        boolean shared = row >= view.rows();
        int offset = view.offset() + (shared ? 0 : row * view.columns());
        return new TorchSlot(name, new int[] {view.columns()}, new GateBlocks(gates, units, 1), offset, shared);
    }

    static TorchSlot copy(String name, ParameterLayout.View view) {
        return new TorchSlot(name, new int[] {view.rows(), view.columns()}, null, view.offset(), false);
    }

    NamedTensor tensor(float[] parameters) {
        int size = NamedTensor.size(shape);
        if (shared) {
            return new NamedTensor(name, shape, new float[size]);
        }
        float[] values = blocks == null
                ? Arrays.copyOfRange(parameters, offset, offset + size)
                : blocks.transposed(parameters, offset);
        return new NamedTensor(name, shape, values);
    }

    void add(float[] values, float[] parameters) {
        if (blocks == null) {
            System.arraycopy(values, 0, parameters, offset, values.length);
        } else {
            blocks.addBack(values, parameters, offset);
        }
    }
}
