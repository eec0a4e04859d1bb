package io.backflow.model.io;

import io.backflow.model.InputSpec;
import io.backflow.model.LayerSpec;
import io.backflow.model.ModelSpec;
import io.backflow.model.ParameterLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * PyTorch's names and layout: an {@code nn.Embedding}, an {@code nn.RNN}, {@code nn.LSTM} or {@code nn.GRU} of all
 * layers, and an {@code nn.Linear}. Matrices are {@code [out, in]}; every layer has two biases, of which a SimpleRNN or
 * LSTM reads the sum, and writes the sum and zeros.
 *
 * @param embedding attribute of the module that holds the embedding
 * @param recurrent attribute that holds the recurrent layers; empty: the module is those layers
 * @param head attribute that holds the linear layer
 */
public record TorchNames(String embedding, String recurrent, String head) implements WeightNames {

    private static final int[] ONE_BLOCK = {0};
    private static final String FIRST_LAYER = "weight_ih_l0";

    /** Attributes called {@code embedding}, {@code rnn} and {@code head}. */
    public TorchNames() {
        this("embedding", "rnn", "head");
    }

    /** The attributes that {@code tensors} are called after: layers by their weights, the head by its bias. */
    static TorchNames of(Set<String> tensors) {
        TorchNames usual = new TorchNames();
        String embedding = usual.embedding;
        String recurrent = usual.recurrent;
        String head = usual.head;
        for (String tensor : tensors) {
            String attribute = tensor.substring(0, Math.max(0, tensor.lastIndexOf('.')));
            if (tensor.endsWith(FIRST_LAYER)) {
                recurrent = attribute;
            } else if (tensor.endsWith(".weight")) {
                boolean linear = tensors.contains(join(attribute, "bias"));
                head = linear ? attribute : head;
                embedding = linear ? embedding : attribute;
            }
        }
        return new TorchNames(embedding, recurrent, head);
    }

    @Override
    public List<NamedTensor> tensors(ModelSpec spec, float[] parameters) {
        return slots(spec).stream().map(slot -> slot.tensor(parameters)).toList();
    }

    @Override
    public float[] parameters(ModelSpec spec, TensorSource source) {
        float[] parameters = new float[ParameterLayout.of(spec).size()];
        slots(spec).forEach(slot -> slot.add(source.read(slot.name(), slot.shape()), parameters));
        return parameters;
    }

    private List<TorchSlot> slots(ModelSpec spec) {
        ParameterLayout layout = ParameterLayout.of(spec);
        layout.requireNoStatistics("PyTorch");
        List<TorchSlot> slots = new ArrayList<>();
        if (spec.input() instanceof InputSpec.Tokens) {
            slots.add(TorchSlot.copy(join(embedding, "weight"), layout.view("embedding.embeddings")));
        }
        for (int l = 0; l < spec.layers().size(); l++) {
            requireTorch(spec, l);
            addLayer(slots, spec.layers().get(l), l, layout);
        }
        slots.add(TorchSlot.matrix(join(head, "weight"), ONE_BLOCK, layout.view("head.kernel")));
        slots.add(TorchSlot.bias(join(head, "bias"), ONE_BLOCK, layout.view("head.bias"), 0));
        return slots;
    }

    private void addLayer(List<TorchSlot> slots, LayerSpec layer, int index, ParameterLayout layout) {
        int[] gates = GateOrder.torch(layer);
        String prefix = "layer" + index;
        ParameterLayout.View bias = layout.view(prefix + ".bias");
        slots.add(TorchSlot.matrix(recurrent("weight_ih", index), gates, layout.view(prefix + ".kernel")));
        slots.add(TorchSlot.matrix(recurrent("weight_hh", index), gates, layout.view(prefix + ".recurrent_kernel")));
        slots.add(TorchSlot.bias(recurrent("bias_ih", index), gates, bias, 0));
        slots.add(TorchSlot.bias(recurrent("bias_hh", index), gates, bias, 1));
    }

    private static void requireTorch(ModelSpec spec, int index) {
        LayerSpec layer = spec.layers().get(index);
        LayerSpec first = spec.layers().get(0);
        if (layer instanceof LayerSpec.Gru gru && !gru.resetAfter()) {
            throw new ModelFileException("layer " + index
                    + " is a gru with reset_after false, which PyTorch does not have; use Keras' names for it");
        }
        if (layer.getClass() != first.getClass() || layer.units() != first.units()) {
            throw new ModelFileException("layer " + index + " is " + layer + " over " + first
                    + ", and a module of PyTorch stacks only equal layers; use Keras' names for it");
        }
    }

    private String recurrent(String name, int index) {
        return join(recurrent, name + "_l" + index);
    }

    private static String join(String attribute, String name) {
        return attribute.isEmpty() ? name : attribute + "." + name;
    }
}
