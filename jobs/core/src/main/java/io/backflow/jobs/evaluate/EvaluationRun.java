package io.backflow.jobs.evaluate;

import io.backflow.jobs.config.ConfigException;
import io.backflow.jobs.config.JobConfig;
import io.backflow.jobs.sequence.Step;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Compares a model with the baselines on a stream, which is read twice: once for the baselines to learn, and once to
 * compare. To be used once.
 */
public final class EvaluationRun {

    /** Steps that a model is given together. */
    private static final int BATCH = 256;

    private final JobConfig config;
    private final HoldOut heldOut;
    private final Evaluation evaluation;

    /** @param heldOut what is compared, and not learnt from */
    public EvaluationRun(JobConfig config, EvaluationRule rule, HoldOut heldOut) {
        this.config = config;
        this.heldOut = heldOut;
        evaluation = new Evaluation(rule);
    }

    /**
     * What a comparison came to.
     *
     * @param learnt steps that the baselines learnt from
     * @param heldOut steps that are held out
     * @param outOfOrder steps that were left out because they came after a newer one of their sequence, or again
     * @param missing steps that did not come, for which the step before stood in
     * @param without baselines that there were too few steps for
     * @param results for each number of steps ahead, the nearest first
     */
    public record Result(
            long learnt, long heldOut, long outOfOrder, long missing, List<String> without, List<Evaluated> results) {}

    /**
     * Reads {@code source} twice and compares.
     *
     * @param model null: the baselines are compared with each other
     * @param name what to call the model
     * @throws ConfigException where nothing is held out, or nothing is left to learn from
     */
    public Result run(StepSource source, @Nullable ForecastSource model, String name) throws IOException {
        Episodes first = new Episodes(config);
        Learning learning = new Learning();
        source.read(step -> first.accept(step, learning));
        if (evaluation.heldOut() == 0 || evaluation.learnt() == 0) {
            throw new ConfigException(
                    evaluation.heldOut() == 0
                            ? "no step of " + evaluation.learnt() + " is held out (has weight 0); give --hold-out 15%"
                            : "all " + evaluation.heldOut()
                                    + " steps are held out, and the baselines have nothing to learn from; read the"
                                    + " whole stream, or give --hold-out 15%");
        }
        List<String> without = evaluation.fit(model == null ? null : name);
        Judging judging = new Judging(model);
        Episodes second = new Episodes(config);
        source.read(step -> second.accept(step, judging));
        judging.flush();
        return new Result(
                evaluation.learnt(),
                evaluation.heldOut(),
                second.outOfOrder(),
                second.missing(),
                without,
                evaluation.results());
    }

    private boolean isHeldOut(Step step) {
        return heldOut.holds(step.sequenceId(), step.eventTime(), step.weight());
    }

    /** The first pass. */
    private final class Learning implements Episodes.Listener {

        @Override
        public void begins(String sequence) {
            evaluation.begin(sequence);
        }

        @Override
        public void taken(Step step, boolean missing) {
            evaluation.learn(step, missing, isHeldOut(step));
        }
    }

    /** The second pass. */
    private final class Judging implements Episodes.Listener {

        private final @Nullable ForecastSource model;
        private final List<Step> steps = new ArrayList<>();
        private final List<Boolean> stoodIn = new ArrayList<>();

        Judging(@Nullable ForecastSource model) {
            this.model = model;
        }

        @Override
        public void begins(String sequence) {
            flush();
            evaluation.begin(sequence);
            if (model != null) {
                model.begins(sequence);
            }
        }

        @Override
        public void taken(Step step, boolean missing) {
            steps.add(step);
            stoodIn.add(missing);
            if (steps.size() == BATCH) {
                flush();
            }
        }

        void flush() {
            List<float @Nullable []> said = model == null || steps.isEmpty() ? List.of() : model.after(steps);
            for (int i = 0; i < steps.size(); i++) {
                Step step = steps.get(i);
                evaluation.judge(step, stoodIn.get(i), isHeldOut(step), said.isEmpty() ? null : said.get(i));
            }
            steps.clear();
            stoodIn.clear();
        }
    }
}
