package io.backflow.model.oracle;

import io.backflow.model.optimizer.Adagrad;
import io.backflow.model.optimizer.Adam;
import io.backflow.model.optimizer.AdamW;
import io.backflow.model.optimizer.Optimizer;
import io.backflow.model.optimizer.RmsProp;
import io.backflow.model.optimizer.Sgd;
import java.util.Arrays;

/** A fixed gradient sequence, and the parameters after each update, in PyTorch's or Keras' conventions. */
final class OptimizersCase implements Case {

    /**
     * Of a parameter relative to max(1, |p|). Each update rounds its terms, of size below 1, a few times to 24 bits
     * (6e-8); ten updates of it stay below 3e-6, and a misplaced epsilon or decay is off by 1e-4 and more.
     */
    private static final double TOLERANCE = 3e-6;

    @Override
    public void check(Fixture fixture, Comparison comparison) {
        Tensor start = fixture.tensor("parameters.p");
        Tensor gradients = fixture.tensor("inputs.gradients");
        for (Fixture run : fixture.list("expected.runs")) {
            Optimizer optimizer = optimizer(run, fixture.isFloat32());
            Tensor expected = run.tensor("parameters_after_step");
            float[] parameters = start.floats();
            float[] slots = new float[optimizer.slotsPerParameter() * parameters.length];
            Arrays.fill(slots, optimizer.initialSlotValue());
            for (int t = 0; t < expected.shape()[0]; t++) {
                float[] gradient = floats(gradients.row(t));
                optimizer.update(parameters, gradient, slots, t, run.number("hyperparameters.lr"));
                comparison.close(run.text("optimizer") + " step " + t, expected.row(t), parameters, TOLERANCE);
            }
        }
    }

    private static Optimizer optimizer(Fixture run, boolean keras) {
        String name = run.text("optimizer");
        return switch (name.split("_")[0]) {
            case "sgd" -> new Sgd(0, false, or(run, "weight_decay", 0));
            case "momentum" -> new Sgd(run.number("hyperparameters.momentum"), false, 0);
            case "nesterov" -> new Sgd(run.number("hyperparameters.momentum"), true, 0);
            case "adam" -> new Adam(beta(run, 0), beta(run, 1), epsilon(run), or(run, "weight_decay", 0));
            case "adamw" -> new AdamW(beta(run, 0), beta(run, 1), epsilon(run), or(run, "weight_decay", 0));
            case "rmsprop" ->
                new RmsProp(
                        run.number(keras ? "hyperparameters.decay" : "hyperparameters.alpha"),
                        or(run, "momentum", 0),
                        epsilon(run),
                        keras);
            case "adagrad" ->
                new Adagrad(
                        or(run, keras ? "initial_accumulator" : "initial_accumulator_value", 0), epsilon(run), keras);
            default -> throw new Unsupported("no optimizer " + name);
        };
    }

    private static double beta(Fixture run, int index) {
        return run.has("hyperparameters.betas")
                ? run.node("hyperparameters.betas").path(index).asDouble(Double.NaN)
                : run.number("hyperparameters.beta" + (index + 1));
    }

    private static double epsilon(Fixture run) {
        return run.number(run.has("hyperparameters.eps") ? "hyperparameters.eps" : "hyperparameters.epsilon");
    }

    private static double or(Fixture run, String key, double byDefault) {
        return run.has("hyperparameters." + key) ? run.number("hyperparameters." + key) : byDefault;
    }

    private static float[] floats(double[] values) {
        float[] floats = new float[values.length];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = (float) values[i];
        }
        return floats;
    }
}
