package io.backflow.jobs.worker;

import io.backflow.jobs.sequence.Step;
import io.backflow.jobs.sequence.StepHash;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.function.IntUnaryOperator;

/** A seeded stream of short noisy waves, a step a second, in the order of event time. */
public final class Waves {

    private Waves() {}

    public static List<Step> of(int sequences, int maxLength, long seed) {
        Random random = new Random(seed);
        List<Step> steps = new ArrayList<>();
        for (int s = 0; s < sequences; s++) {
            int length = 1 + random.nextInt(maxLength);
            long start = 1000L * random.nextInt(20);
            double phase = 6 * random.nextDouble();
            for (int t = 0; t < length; t++) {
                float[] features = {(float) Math.sin(phase + 0.7 * t), (float) random.nextGaussian()};
                float[] target = {(float) Math.sin(phase + 0.7 * (t + 1))};
                boolean end = t == length - 1 && random.nextBoolean();
                steps.add(new Step("wave-" + s, t, start + 1000L * t, features, Step.NONE, target, Step.NONE, 1f, end));
            }
        }
        steps.sort(Comparator.comparingLong(Step::eventTime));
        return steps;
    }

    /** The same steps, of which those of the n-th sequence have the weight that {@code weight} says. */
    static List<Step> weighted(List<Step> steps, IntUnaryOperator weight) {
        return steps.stream()
                .map(step -> new Step(
                        step.sequenceId(),
                        step.step(),
                        step.eventTime(),
                        step.features(),
                        step.token(),
                        step.target(),
                        step.label(),
                        weight.applyAsInt(Integer.parseInt(step.sequenceId().substring("wave-".length()))),
                        step.endOfSequence()))
                .toList();
    }

    /** The training totals if each step was counted once. */
    public static long hash(List<Step> steps) {
        return steps.stream().mapToLong(StepHash::of).sum();
    }
}
