package io.backflow.model.network;

import io.backflow.model.Gradients;
import io.backflow.model.HeadSpec;
import io.backflow.model.InputSpec;
import io.backflow.model.Minibatch;
import io.backflow.model.ModelSpec;
import io.backflow.model.Outputs;
import io.backflow.model.ParameterLayout;
import io.backflow.model.cell.Span;
import io.backflow.model.kernel.Floats;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * One network reads a sequence, and another, that starts from where the first ended, says another sequence (Sutskever,
 * Vinyals and Le, 2014; Cho et al., 2014). Trained with teacher forcing: the decoder's inputs are given.
 *
 * <p>The encoder has the decoder's layers, its own parameters and no head. The gradient of the decoder's loss goes back
 * through the state that is handed over. Parameters are one flat vector: the encoder's, {@code encoder.…}, then the
 * decoder's with its head, {@code decoder.…}.
 */
public final class EncoderDecoder implements AutoCloseable {

    private final ModelSpec encoderSpec;
    private final ParameterLayout layout;
    private final Floats gradient;
    private final Floats noCotangent;
    private final Inputs inputs;
    private final Stack encoder;
    private final Network decoder;
    private final Gradients decoderGradients;
    private final float[] parameters;
    private final float[] decoderParameters;
    private final float[] scratch;
    private final float[] handedOver;
    private final float[] state;
    private final Span span;

    /** Room for {@code batch} pairs of {@code encoderTime} steps read and {@code decoderTime} steps written. */
    public EncoderDecoder(InputSpec encoderInput, ModelSpec decoderSpec, int encoderTime, int decoderTime, int batch) {
        HeadSpec head =
                new HeadSpec(decoderSpec.head().units(), decoderSpec.head().loss());
        encoderSpec = new ModelSpec(encoderInput, decoderSpec.layers(), head);
        ParameterLayout own = ParameterLayout.withoutHead(encoderSpec);
        layout = joined(own, ParameterLayout.of(decoderSpec));
        int steps = Math.multiplyExact(encoderTime, batch);
        gradient = new Floats(own.size());
        noCotangent = new Floats((long) steps * units(decoderSpec));
        inputs = new Inputs(encoderSpec, own, steps);
        encoder = new Stack(encoderSpec, own, gradient, encoderTime, batch);
        decoder = new Network(decoderSpec, decoderTime, batch);
        decoderGradients = new Gradients(decoder.layout().size());
        parameters = new float[own.size()];
        decoderParameters = new float[decoder.layout().size()];
        scratch = new float[own.size()];
        handedOver = new float[batch * decoderSpec.stateSize()];
        state = new float[handedOver.length];
        span = new Span(batch);
        encoder.refresh(parameters);
    }

    private static int units(ModelSpec spec) {
        return spec.layers().get(spec.layers().size() - 1).units();
    }

    private static ParameterLayout joined(ParameterLayout encoder, ParameterLayout decoder) {
        List<ParameterLayout.View> views = new ArrayList<>();
        encoder.views()
                .forEach(v ->
                        views.add(new ParameterLayout.View("encoder." + v.name(), v.offset(), v.rows(), v.columns())));
        decoder.views()
                .forEach(v -> views.add(new ParameterLayout.View(
                        "decoder." + v.name(), encoder.size() + v.offset(), v.rows(), v.columns())));
        return new ParameterLayout(views, Math.addExact(encoder.size(), decoder.size()));
    }

    /** What the encoder reads a {@link Minibatch} as; of its head only the shape of a batch remains. */
    public ModelSpec encoderSpec() {
        return encoderSpec;
    }

    public ParameterLayout layout() {
        return layout;
    }

    /** Takes over the values of {@code values}, a flat vector laid out as {@link #layout()} says. */
    public void load(float[] values) {
        if (values.length != layout.size()) {
            throw new IllegalArgumentException(
                    values.length + " parameters for a model of " + layout.size() + "; the specs differ");
        }
        System.arraycopy(values, 0, parameters, 0, parameters.length);
        System.arraycopy(values, parameters.length, decoderParameters, 0, decoderParameters.length);
        encoder.refresh(parameters);
        decoder.load(decoderParameters);
    }

    /** Reads {@code source} from its initial states, and runs {@code target} from the states that this ends in. */
    public void forward(Minibatch source, Minibatch target) {
        read(source, target);
        decoder.forward(target);
    }

    /**
     * Reads {@code source}, runs {@code target} forward and both back, and adds the derivative of the sum of weighted
     * step losses of {@code target} to {@code gradients}.
     */
    public void forwardBackward(Minibatch source, Minibatch target, Gradients gradients) {
        read(source, target);
        decoderGradients.clear();
        Arrays.fill(handedOver, 0f);
        decoder.forwardBackward(target, decoderGradients, handedOver);
        System.arraycopy(handedOver, 0, state, 0, state.length);
        encoder.backward(span, noCotangent, state);
        collect(source, gradients);
    }

    private void read(Minibatch source, Minibatch target) {
        if (source.batch() != target.batch()) {
            throw new IllegalArgumentException(
                    source.batch() + " sequences to read, but " + target.batch() + " to say; they come in pairs");
        }
        span.set(source.time(), source.batch(), source.lengths());
        encoder.forward(span, inputs.of(span, source, parameters), source.initialState());
        encoder.finalState(span, target.initialState());
    }

    private void collect(Minibatch source, Gradients gradients) {
        float[] into = gradients.values();
        gradient.get(0, scratch, 0, scratch.length);
        for (int j = 0; j < scratch.length; j++) {
            into[j] += scratch[j];
        }
        inputs.backward(span, source, encoder, into);
        float[] decoded = decoderGradients.values();
        for (int j = 0; j < decoded.length; j++) {
            into[parameters.length + j] += decoded[j];
        }
        gradients.count(decoderGradients.lossSum(), decoderGradients.weightSum(), decoderGradients.sequences());
    }

    /** Derivative by the state that was handed over in the last training pass, {@code [B, S]}. */
    public float[] handedOverGradient() {
        return handedOver;
    }

    /** Writes the derivatives by the inputs of both, {@code [T, B, I]}, after a training pass. */
    public void inputGradients(float[] source, float[] target) {
        encoder.inputCotangent(span)
                .get(0, source, 0, span.steps() * encoderSpec.input().width());
        decoder.inputGradient(target);
    }

    /** The decoder's outputs in the last pass. */
    public Outputs outputs() {
        return decoder.outputs();
    }

    @Override
    public void close() {
        encoder.close();
        decoder.close();
        inputs.close();
        gradient.close();
        noCotangent.close();
    }
}
