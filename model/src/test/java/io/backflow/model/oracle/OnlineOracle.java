package io.backflow.model.oracle;

import com.fasterxml.jackson.databind.JsonNode;
import io.backflow.model.horizon.OnlineCredit;
import io.backflow.model.horizon.OnlineMethod;
import java.util.ArrayList;
import java.util.List;

/** Kind {@code rtrl}: the gradient of all losses so far, known after every window, whatever the windows' length. */
final class OnlineOracle {

    private final Problem problem;

    private OnlineOracle(Fixture f) {
        problem = new Problem(f);
    }

    static void check(Fixture f) {
        OnlineOracle oracle = new OnlineOracle(f);
        oracle.feed(1);
        oracle.feed(3);
    }

    private void feed(int window) {
        try (NetworkRun run = problem.run();
                OnlineCredit online = new OnlineCredit(problem.spec, OnlineMethod.RTRL, problem.sequences)) {
            online.load(problem.parameters);
            List<float[]> influences = new ArrayList<>();
            for (int b = 0; b < problem.sequences; b++) {
                influences.add(new float[online.influenceSize()]);
            }
            run.gradients.clear();
            float[] state = problem.initial;
            for (int from = 0; from < problem.time; from += window) {
                int to = Math.min(from + window, problem.time);
                double before = run.gradients.lossSum();
                problem.fill(run.batch, from, to, from, state);
                online.train(run.network, run.batch, influences, run.gradients);
                state = run.finalState();
                JsonNode step = problem.f.expected().get("steps").get(to - 1);
                if (window == 1) {
                    problem.loss("loss", run.gradients.lossSum() - before, step.get("loss"));
                }
                problem.loss("cumulative loss", run.gradients.lossSum(), step.get("cumulative_loss"));
                problem.gradient(
                        "step " + (to - 1),
                        run.gradients.values(),
                        step.get("cumulative_grads").get("parameters"));
            }
        }
    }
}
