package io.backflow.jobs.evaluate;

import io.backflow.jobs.config.ConfigException;
import io.backflow.jobs.config.ForecastSpec;
import io.backflow.jobs.config.JobConfig;
import io.backflow.jobs.config.ValidationConfig;
import io.backflow.jobs.forecast.ForecastParts;
import io.backflow.jobs.sequence.FeatureMemory;
import io.backflow.jobs.sequence.FeatureRule;
import io.backflow.jobs.sequence.Step;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The steps that versions are compared on, kept in memory: the episodes that contain a held-out step.
 *
 * @param episodes each with its steps in their order, complete
 * @param weightless whether the steps of weight 0 are held out, and the others only lead to them; else all are
 */
record ValidationSteps(List<List<Step>> episodes, boolean weightless) {

    /** Reads them; throws {@link ConfigException} where nothing is held out, or more than is allowed. */
    static ValidationSteps read(JobConfig config, ValidationConfig rule, StepSource source) throws IOException {
        boolean weightless = config.kafka().topics().timesteps().equals(rule.topic());
        Reading reading = new Reading(config, rule, weightless);
        Episodes order = new Episodes(config);
        source.read(step -> order.accept(step, reading));
        return new ValidationSteps(reading.finish(), weightless);
    }

    /** Whether {@code step} is held out. */
    boolean holds(Step step) {
        return holds(weightless, step);
    }

    private static boolean holds(boolean weightless, Step step) {
        return !step.imputed() && (!weightless || step.weight() == 0);
    }

    /** What reading has come to. */
    private static final class Reading implements Episodes.Listener {

        private final ValidationConfig rule;
        private final boolean weightless;
        private final FeatureRule features;
        private final Map<String, FeatureMemory> memories = new HashMap<>();
        private final Map<String, List<Step>> open = new HashMap<>();
        private final List<List<Step>> kept = new ArrayList<>();
        private long steps;

        Reading(JobConfig config, ValidationConfig rule, boolean weightless) {
            this.rule = rule;
            this.weightless = weightless;
            features = ForecastParts.of(ForecastSpec.of(config)).features();
        }

        @Override
        public void begins(String sequence) {
            keep(open.remove(sequence));
            features.endEpisode(memory(sequence));
        }

        @Override
        public void taken(Step step, boolean missing) {
            Step whole = features.complete(memory(step.sequenceId()), missing ? standIn(step) : step);
            open.computeIfAbsent(step.sequenceId(), id -> new ArrayList<>()).add(whole);
        }

        /** A step that did not come moves the state on, and is not compared. */
        private static Step standIn(Step step) {
            return new Step(
                    step.sequenceId(),
                    step.step(),
                    step.eventTime(),
                    step.features(),
                    step.token(),
                    null,
                    Step.NONE,
                    0f,
                    false,
                    true,
                    null);
        }

        private FeatureMemory memory(String sequence) {
            return memories.computeIfAbsent(sequence, id -> new FeatureMemory());
        }

        private void keep(@Nullable List<Step> episode) {
            if (episode == null || episode.stream().noneMatch(step -> holds(weightless, step))) {
                return;
            }
            steps += episode.size();
            if (steps > rule.maxSteps()) {
                throw new ConfigException("validation.topic is " + rule.topic() + ", of which more than "
                        + rule.maxSteps() + " steps are needed; hold fewer out, or raise validation.max_steps");
            }
            kept.add(List.copyOf(episode));
        }

        List<List<Step>> finish() {
            open.values().forEach(this::keep);
            if (kept.isEmpty()) {
                throw new ConfigException("validation.topic is " + rule.topic() + ", which has no step"
                        + (weightless ? " of weight 0" : "")
                        + "; write what is held out to it (backflow replay --hold-out), or remove the key");
            }
            return List.copyOf(kept);
        }
    }
}
