package io.backflow.model.oracle;

import com.fasterxml.jackson.databind.JsonNode;
import io.backflow.model.Gradients;
import io.backflow.model.horizon.BackwardSweep;
import java.util.ArrayList;
import java.util.List;

/** Kind {@code tbptt_full}: a sequence fed in parts, and the gradient of all of it. */
final class FullOracle {

    private final Problem problem;
    private final JsonNode expected;
    private final List<int[]> parts = new ArrayList<>();
    private final List<float[]> starts = new ArrayList<>();

    private FullOracle(Fixture f) {
        problem = new Problem(f);
        expected = f.expected();
        f.config()
                .get("parts")
                .forEach(p -> parts.add(new int[] {p.get(0).intValue(), p.get(1).intValue()}));
    }

    static void check(Fixture f) {
        FullOracle oracle = new FullOracle(f);
        try (NetworkRun run = oracle.problem.run()) {
            oracle.forward(run);
            oracle.sweepAll(run);
            for (int part = 0; part < oracle.parts.size(); part++) {
                oracle.sweepLossOf(part, run);
            }
        }
    }

    private void forward(NetworkRun run) {
        float[] state = problem.initial;
        Tensor stepLosses = Tensor.of(expected.get("step_loss"));
        for (int[] part : parts) {
            starts.add(state);
            problem.fill(run.batch, part[0], part[1], part[0], state);
            run.network.forward(run.batch);
            for (int t = part[0]; t < part[1]; t++) {
                double sum = 0;
                for (int b = 0; b < problem.sequences; b++) {
                    sum += run.network.outputs().stepLosses()[(t - part[0]) * problem.sequences + b];
                }
                Tensor.near("step_loss", sum / problem.sequences, stepLosses.data()[t], Problem.VALUE);
            }
            state = run.finalState();
        }
        JsonNode last = expected.get("stateT");
        problem.state("stateT", state, 1, last.get("h"), last.path("c"));
    }

    /** The whole loss; each part's own share is what the sweep adds while it is in that part. */
    private void sweepAll(NetworkRun run) {
        run.gradients.clear();
        List<Gradients> until = new ArrayList<>();
        BackwardSweep sweep = new BackwardSweep(run.network, run.batch);
        sweep.sweep(
                parts.size(),
                (fromEnd, batch) -> {
                    if (fromEnd > 0) {
                        checkLink(parts.size() - fromEnd, run, sweep, until);
                    }
                    int part = parts.size() - 1 - fromEnd;
                    problem.fill(batch, parts.get(part)[0], parts.get(part)[1], 0, starts.get(part));
                },
                run.gradients);
        checkLink(0, run, sweep, until);
        JsonNode grads = expected.get("grads");
        problem.loss("loss", run.gradients.lossSum(), expected.get("loss"));
        problem.gradient("gradient", run.gradients.values(), grads.get("parameters"));
        problem.state("h0", sweep.stateGradient(), problem.sequences, grads.get("h0"), grads.path("c0"));
        Tensor.near("sequences", run.gradients.sequences(), problem.sequences, 0);
    }

    private void checkLink(int part, NetworkRun run, BackwardSweep sweep, List<Gradients> until) {
        float[] share = run.gradients.values().clone();
        if (!until.isEmpty()) {
            float[] before = until.get(until.size() - 1).values();
            for (int i = 0; i < share.length; i++) {
                share[i] -= before[i];
            }
        }
        problem.gradient(
                "usage of part " + part,
                share,
                named("contribution_of_part_usage", part).get("parameters"));
        JsonNode state = named("state_gradient_at_part_start", part);
        problem.state("part " + part, sweep.stateGradient(), problem.sequences, state.get("dh"), state.path("dc"));
        checkInputs(part, run);
        Gradients soFar = new Gradients(share.length);
        System.arraycopy(run.gradients.values(), 0, soFar.values(), 0, share.length);
        until.add(soFar);
    }

    private void checkInputs(int part, NetworkRun run) {
        int from = parts.get(part)[0];
        int to = parts.get(part)[1];
        int width = problem.spec.input().width();
        float[] dx = new float[(to - from) * problem.sequences * width];
        run.network.inputGradient(dx);
        double[] x = Tensor.of(expected.get("grads").get("x"))
                .swapped()
                .slice(from, to)
                .data();
        for (int i = 0; i < dx.length; i++) {
            Tensor.near("x of part " + part, dx[i] / problem.sequences, x[i], Problem.GRADIENT);
        }
    }

    private JsonNode named(String list, int part) {
        return expected.get(list).get(part);
    }

    /** The losses of one part alone, back to the first step. */
    private void sweepLossOf(int lossPart, NetworkRun run) {
        run.gradients.clear();
        new BackwardSweep(run.network, run.batch)
                .sweep(
                        lossPart + 1,
                        (fromEnd, batch) -> {
                            int[] part = parts.get(lossPart - fromEnd);
                            int lossFrom = fromEnd == 0 ? part[0] : part[1];
                            problem.fill(batch, part[0], part[1], lossFrom, starts.get(lossPart - fromEnd));
                        },
                        run.gradients);
        problem.loss(
                "loss of part " + lossPart,
                run.gradients.lossSum(),
                expected.get("part_loss").get(lossPart));
        problem.gradient(
                "loss of part " + lossPart,
                run.gradients.values(),
                named("contribution_of_part_loss", lossPart).get("parameters"));
    }
}
