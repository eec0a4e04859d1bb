package io.backflow.model.oracle;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.backflow.model.Gradients;
import io.backflow.model.HeadSpec;
import io.backflow.model.InputSpec;
import io.backflow.model.LossSpec;
import io.backflow.model.Minibatch;
import io.backflow.model.ModelSpec;
import io.backflow.model.network.EncoderDecoder;
import java.util.Arrays;

/** Kind {@code seq2seq}: an encoder whose final state starts a decoder under teacher forcing. */
final class EncoderDecoderOracle {

    private static final double VALUE = 3e-6;
    private static final double GRADIENT = 1e-5;

    private final Fixture f;
    private final boolean tokens;
    private final int windows;
    private final InputSpec encoderInput;
    private final ModelSpec spec;

    private EncoderDecoderOracle(Fixture f) {
        this.f = f;
        tokens = f.config().get("tokens").booleanValue();
        windows = f.config("batch");
        encoderInput = input("encoder");
        LossSpec loss = tokens ? new LossSpec.CrossEntropy() : new LossSpec.Mse();
        ModelSpec layers = Specs.layers(((ObjectNode) f.config().deepCopy()).put("input", 1));
        spec = new ModelSpec(input("decoder"), layers.layers(), new HeadSpec(f.config("outputs"), loss));
    }

    private InputSpec input(String side) {
        int width = f.config(side + "_input");
        return tokens ? new InputSpec.Tokens(vocabulary(side), width) : new InputSpec.Features(width);
    }

    private int vocabulary(String side) {
        return Tensor.of(f.parameters().get(side + ".embedding.weight")).shape()[0];
    }

    static void check(Fixture f) {
        new EncoderDecoderOracle(f).check();
    }

    private void check() {
        int read = f.config("encoder_time");
        int said = f.config("decoder_time");
        try (EncoderDecoder model = new EncoderDecoder(encoderInput, spec, read, said, windows)) {
            model.load(flat(model, f.parameters(), false));
            Minibatch source = batch(model.encoderSpec(), read, "encoder_x", "encoder_tokens");
            Minibatch target = batch(spec, said, "decoder_x", "decoder_input_tokens");
            target(target);
            Gradients gradients = new Gradients(model.layout().size());
            model.forwardBackward(source, target, gradients);
            double divisor = tokens ? gradients.sequences() : gradients.weightSum();
            Tensor.near("loss", gradients.lossSum() / divisor, f.number("expected.loss"), VALUE);
            forward(model, target);
            backward(model, gradients.values(), divisor);
        }
    }

    private Minibatch batch(ModelSpec of, int time, String features, String ids) {
        Minibatch batch = new Minibatch(of, time, windows);
        batch.reset(time, windows);
        Arrays.fill(batch.weights(), 1f);
        if (tokens) {
            whole(f.input(ids).swapped(), batch.tokens());
        } else {
            System.arraycopy(f.input(features).swapped().floats(), 0, batch.inputs(), 0, batch.inputs().length);
        }
        return batch;
    }

    private void target(Minibatch batch) {
        Tensor target = f.input("target").swapped();
        if (tokens) {
            whole(target, batch.labels());
        } else {
            System.arraycopy(target.floats(), 0, batch.targets(), 0, batch.targets().length);
        }
    }

    private static void whole(Tensor from, int[] into) {
        Arrays.setAll(into, i -> (int) from.data()[i]);
    }

    private void forward(EncoderDecoder model, Minibatch target) {
        Tensor outputs = Tensor.of(f.expected().get("head_outputs")).swapped();
        outputs.matches("head_outputs", model.outputs().predictions(), VALUE);
        states(f.expected(), "encoder_hT", "encoder_cT", target.initialState(), 1, VALUE);
        states(f.expected(), "decoder_hT", "decoder_cT", model.outputs().finalState(), 1, VALUE);
    }

    private void backward(EncoderDecoder model, float[] gradient, double divisor) {
        JsonNode grads = f.expected().get("grads");
        float[] expected = flat(model, grads.get("parameters"), true);
        for (int i = 0; i < expected.length; i++) {
            Tensor.near("gradient[" + i + "]", gradient[i] / divisor, expected[i], GRADIENT);
        }
        states(grads, "encoder_hT", "encoder_cT", model.handedOverGradient(), divisor, GRADIENT);
        if (!tokens) {
            float[] source = new float[f.input("encoder_x").size()];
            float[] target = new float[f.input("decoder_x").size()];
            model.inputGradients(source, target);
            scaled(grads.get("encoder_x"), source, divisor);
            scaled(grads.get("decoder_x"), target, divisor);
        }
    }

    private static void scaled(JsonNode expected, float[] actual, double divisor) {
        double[] wanted = Tensor.of(expected).swapped().data();
        for (int i = 0; i < wanted.length; i++) {
            Tensor.near("dx[" + i + "]", actual[i] / divisor, wanted[i], GRADIENT);
        }
    }

    private void states(JsonNode expected, String h, String c, float[] rows, double divisor, double tolerance) {
        States states = new States(spec, windows);
        for (int part = 0; part < (expected.has(c) ? 2 : 1); part++) {
            double[] wanted = Tensor.of(expected.get(part == 0 ? h : c)).data();
            float[] actual = states.part(rows, part);
            for (int i = 0; i < wanted.length; i++) {
                Tensor.near((part == 0 ? h : c) + "[" + i + "]", actual[i] / divisor, wanted[i], tolerance);
            }
        }
    }

    /** The encoder's tensors, then the decoder's and the head's. */
    private float[] flat(EncoderDecoder model, JsonNode tensors, boolean gradients) {
        float[] encoder = new TorchLayout(model.encoderSpec(), gradients).flat(part(tensors, "encoder."));
        float[] decoder = new TorchLayout(spec, gradients).flat(part(tensors, "decoder."));
        int size = model.layout().size();
        float[] both = Arrays.copyOf(encoder, size);
        System.arraycopy(decoder, 0, both, size - decoder.length, decoder.length);
        return both;
    }

    private static ObjectNode part(JsonNode tensors, String side) {
        ObjectNode part = JsonNodeFactory.instance.objectNode();
        tensors.properties().forEach(e -> {
            if (e.getKey().startsWith(side)) {
                part.set(e.getKey().substring(side.length()), e.getValue());
            } else if (e.getKey().startsWith("head.") && side.equals("decoder.")) {
                part.set(e.getKey(), e.getValue());
            }
        });
        return part;
    }
}
