package io.backflow.model.oracle;

import com.fasterxml.jackson.databind.JsonNode;
import io.backflow.model.horizon.Overlap;
import java.util.Arrays;

/** Kind {@code tbptt_k1k2}: the windows as a stream brings them, each from the state that the one before it saved. */
final class OverlapOracle {

    private final Problem problem;

    private OverlapOracle(Fixture f) {
        problem = new Problem(f);
    }

    static void check(Fixture f) {
        WindowsOracle.check(f);
        OverlapOracle oracle = new OverlapOracle(f);
        for (String name : new String[] {"k1k2_loss_new_steps", "k1_1_k2_1"}) {
            oracle.stream(f.expected().get(name));
        }
    }

    private void stream(JsonNode expected) {
        Overlap overlap =
                new Overlap(expected.get("k1").intValue(), expected.get("k2").intValue());
        float[] state = problem.initial.clone();
        int past = 0;
        int seen = 0;
        try (NetworkRun run = problem.run()) {
            for (JsonNode window : expected.get("windows")) {
                int fresh = Math.min(overlap.every(), problem.time - seen);
                Tensor.near("start", seen - past, window.get("start").intValue(), 0);
                Tensor.near("end", seen + fresh, window.get("end").intValue(), 0);
                problem.fill(run.batch, seen - past, seen + fresh, seen, state);
                run.gradients.clear();
                int[] advance = new int[problem.sequences];
                Arrays.fill(advance, overlap.advance(past, fresh));
                run.network.forwardBackward(run.batch, run.gradients, advance, state);
                problem.loss("loss", run.gradients.lossSum(), window.get("loss"));
                problem.gradient(
                        "window at " + seen,
                        run.gradients.values(),
                        window.get("grads").get("parameters"));
                past = overlap.kept(past, fresh);
                seen += fresh;
            }
        }
    }
}
