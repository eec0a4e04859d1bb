package io.backflow.lab.simulate;

import io.backflow.jobs.config.JobConfig;
import io.backflow.jobs.sequence.Step;
import io.backflow.model.Initialization;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Consumer;

/**
 * What staleness and the number of workers do to the loss after equal steps, for each of the four combinations. Nothing
 * fails; every message takes 0.1 ms, every minibatch too.
 */
public record Convergence(long seed) {

    private static final int[] STALENESS = {0, 1, 2, 4, 8, 16};
    private static final int[] WORKERS = {1, 2, 4, 16, 64, 256, 1000};
    private static final int USUAL_WORKERS = 16;
    private static final RecordingPlan.Size SIZE = new RecordingPlan.Size(4000, 16, 4, 128);
    private static final Conditions EVEN =
            new Conditions(100, 100, 0, 100, 1, 64, Integer.MAX_VALUE * 1000L, Integer.MAX_VALUE * 1000L, 0, 0);

    /**
     * One run.
     *
     * @param problem {@code convex} or {@code not convex}
     * @param loss mean over all steps of the model at the end
     */
    public record Row(String problem, String mode, String send, int staleness, int workers, double loss) {}

    /**
     * All runs.
     *
     * @param convexBefore the loss before training
     * @param notConvexBefore the same of the other problem
     * @param noise the loss of the truth itself
     */
    public record Result(
            long seed, int steps, double convexBefore, double notConvexBefore, double noise, List<Row> rows) {

        public Result {
            rows = List.copyOf(rows);
        }
    }

    private record Lesson(String name, Problem problem, Recording recording, double roundRate) {}

    private record Setting(boolean synchronous, boolean delta, int staleness, int workers) {}

    /** Runs all; {@code lines} receives a table row by row. */
    public Result run(Consumer<String> lines) {
        int parameters = Scenario.PARAMETERS - 1;
        Lesson convex = lesson("convex", Regression.draw(new SeededDraws(seed, "convex"), parameters), 1);
        Lesson bent = lesson("not convex", TwoLayers.draw(new SeededDraws(seed, "bent"), parameters, 3), 0.3);
        List<Row> rows = new ArrayList<>();
        for (Lesson lesson : List.of(convex, bent)) {
            lines.accept(String.format(
                    Locale.ROOT,
                    "%s, loss %.4f before; staleness with %d workers, then workers with the least staleness:",
                    lesson.name,
                    before(lesson),
                    USUAL_WORKERS));
            for (boolean synchronous : new boolean[] {true, false}) {
                for (boolean delta : new boolean[] {false, true}) {
                    rows.addAll(table(lesson, synchronous, delta, lines));
                }
            }
        }
        double noise = Recording.NOISE * Recording.NOISE / 2;
        return new Result(seed, convex.recording.steps(), before(convex), before(bent), noise, rows);
    }

    private Lesson lesson(String name, Problem problem, double roundRate) {
        JobConfig config = JobConfig.parse(yaml(roundRate, new Setting(true, false, 0, 1)));
        RecordingPlan plan = new RecordingPlan(config, problem, EpisodePlan.ONE, ClockPlan.RIGHT, null);
        return new Lesson(name, problem, plan.draw(new SeededDraws(seed, name), SIZE), roundRate);
    }

    private List<Row> table(Lesson lesson, boolean synchronous, boolean delta, Consumer<String> lines) {
        int least = synchronous ? 0 : 1;
        List<Row> rows = new ArrayList<>();
        for (int staleness : STALENESS) {
            if (staleness >= least) {
                rows.add(row(lesson, new Setting(synchronous, delta, staleness, USUAL_WORKERS)));
            }
        }
        int turn = rows.size();
        for (int workers : WORKERS) {
            rows.add(row(lesson, new Setting(synchronous, delta, least, workers)));
        }
        StringBuilder line = new StringBuilder(String.format(
                Locale.ROOT, "  %-12s %-8s ", rows.get(0).mode(), rows.get(0).send()));
        for (int i = 0; i < rows.size(); i++) {
            Row row = rows.get(i);
            line.append(String.format(Locale.ROOT, " %d: %.4f", i < turn ? row.staleness() : row.workers(), row.loss()))
                    .append(i == turn - 1 ? "  |" : "");
        }
        lines.accept(line.toString());
        return rows;
    }

    private Row row(Lesson lesson, Setting setting) {
        Scenario scenario = new Scenario(
                seed,
                setting.workers,
                JobConfig.parse(yaml(lesson.roundRate, setting)),
                lesson.problem,
                lesson.recording,
                EVEN,
                List.of(),
                Scenario.Feedback.CO_LOCATED,
                1,
                new NonFiniteFaults(NonFiniteFaults.Kind.NONE, 0, 0),
                null,
                ReaderPlan.APART);
        SimulatedRun run = new SimulatedRun(scenario, Set.of(), seed, line -> {});
        run.run();
        SimulationResult outcome = run.outcome();
        if (!outcome.violations().isEmpty()) {
            throw new IllegalStateException(setting + ": " + outcome.violations());
        }
        return new Row(
                lesson.name,
                setting.synchronous ? "synchronous" : "asynchronous",
                setting.delta ? "delta" : "gradient",
                setting.staleness,
                setting.workers,
                loss(lesson, outcome.parameters()));
    }

    private String yaml(double roundRate, Setting setting) {
        String sync = setting.synchronous ? "synchronous, round: " + Recording.ROUND + "ms" : "asynchronous";
        double rate = setting.delta ? 0.2 : setting.synchronous ? roundRate : 0.02;
        return JobSettings.yaml(
                seed,
                setting.workers,
                "sequence: {reorder: {max_steps: 2, max_wait: 365d}}\n"
                        + "horizon: {type: truncated, every: 4}\nbatch: {size: 4, linger: 1ms}\nserver: {shards: 1}\n"
                        + "sync: {type: " + sync + ", send: " + (setting.delta ? "delta" : "gradient") + ", staleness: "
                        + setting.staleness + "}\noptimizer: {rule: sgd, learning_rate: " + rate + "}\n");
    }

    private double before(Lesson lesson) {
        JobConfig config = JobConfig.parse(yaml(lesson.roundRate, new Setting(true, false, 0, 1)));
        return loss(lesson, Initialization.keras(config.model(), config.job().seed()));
    }

    private static double loss(Lesson lesson, float[] parameters) {
        float[] weights = new float[Scenario.PARAMETERS - 1];
        new Marks(1).unmarked(parameters, weights);
        double loss = 0;
        for (List<RecordedStep> partition : lesson.recording.partitions()) {
            for (RecordedStep record : partition) {
                Step step = record.step();
                float[] target = step.target();
                loss += target == null ? 0 : lesson.problem.learn(step.features(), target[0], weights, new float[0]);
            }
        }
        return loss / lesson.recording.records();
    }
}
