package io.backflow.model.oracle;

import com.fasterxml.jackson.databind.JsonNode;
import io.backflow.model.optimizer.ConstantRate;
import io.backflow.model.optimizer.CosineDecay;
import io.backflow.model.optimizer.ExponentialDecay;
import io.backflow.model.optimizer.Schedule;
import io.backflow.model.optimizer.StepDecay;

/** The learning rate of each update. */
final class SchedulesCase implements Case {

    /** Both sides in double precision; powers and cosines of two libraries differ in the last digits. */
    private static final double TOLERANCE = 1e-14;

    @Override
    public void check(Fixture fixture, Comparison comparison) {
        for (Fixture run : fixture.list("expected.runs")) {
            Schedule schedule = schedule(run);
            JsonNode rates = run.node("lr");
            for (int t = 0; t < rates.size(); t++) {
                String what = run.text("schedule") + " update " + t;
                comparison.close(what, Tensor.number(rates.get(t), what), schedule.at(t), TOLERANCE);
            }
        }
    }

    private static Schedule schedule(Fixture run) {
        double base = run.number("config.base");
        String name = run.text("schedule");
        return switch (name) {
            case "constant" -> new ConstantRate(base);
            case "step_decay" -> new StepDecay(base, run.integer("config.step_size"), run.number("config.gamma"));
            case "exponential" -> new ExponentialDecay(base, run.number("config.gamma"), 1);
            case "cosine", "cosine_warmup_from_zero", "cosine_warmup_plus_one" ->
                new CosineDecay(
                        base,
                        run.integer("config.total_steps"),
                        run.number("config.min"),
                        run.has("config.warmup_steps") ? run.integer("config.warmup_steps") : 0,
                        name.endsWith("from_zero"));
            default -> throw new Unsupported("no schedule " + name);
        };
    }
}
