package io.backflow.model.oracle;

import io.backflow.model.optimizer.Clipping;
import java.util.LinkedHashMap;
import java.util.Map;

/** Gradients of several tensors before and after clipping; each tensor stands for a shard here. */
final class ClippingCase implements Case {

    /** One rounding of the factor and one of the product, 6e-8 each, on values of up to ten. */
    private static final double TOLERANCE = 5e-7;

    @Override
    public void check(Fixture fixture, Comparison comparison) {
        for (Fixture run : fixture.list("expected.runs")) {
            Map<String, float[]> shards = shards(fixture, "inputs." + run.text("gradients"));
            double norm = Math.sqrt(
                    shards.values().stream().mapToDouble(Clipping::squaredNorm).sum());
            Clipping clipping = clipping(run, norm, comparison);
            shards.forEach((name, gradient) -> {
                clipping.clip(gradient, norm);
                Tensor expected = run.tensor("clipped." + name);
                comparison.close(run.text("mode") + " " + name, expected.data(), gradient, TOLERANCE);
            });
        }
    }

    private static Clipping clipping(Fixture run, double norm, Comparison comparison) {
        double threshold = run.number("threshold");
        if (run.text("mode").equals("value")) {
            return new Clipping.Value(threshold);
        }
        comparison.close("global norm", run.number("global_norm"), norm, TOLERANCE);
        comparison.close("scale", run.number("scale"), Clipping.scale(norm, threshold), TOLERANCE);
        return new Clipping.GlobalNorm(threshold);
    }

    private static Map<String, float[]> shards(Fixture fixture, String path) {
        Map<String, float[]> shards = new LinkedHashMap<>();
        fixture.node(path)
                .fieldNames()
                .forEachRemaining(name ->
                        shards.put(name, fixture.tensor(path + "." + name).floats()));
        return shards;
    }
}
