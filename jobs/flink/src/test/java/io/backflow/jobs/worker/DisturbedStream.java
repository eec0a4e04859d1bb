package io.backflow.jobs.worker;

import io.backflow.jobs.sequence.Step;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/**
 * A seeded stream of several sequences, and what becomes of it on its way: steps that never come, that come late, that
 * come again, in another order, and in partitions that are read at different speeds.
 */
final class DisturbedStream {

    /** A step comes less than this after its event time, in milliseconds, unless it is one of {@link #late}. */
    static final int DELAY = 10_000;

    private static final int LATE_BY = 300_000;
    private static final int SEQUENCES = 3;

    /** More steps than may be on their way while the next episode's first ones come. */
    private static final int SHORTEST = 50;

    private final Random random;
    private final boolean numbered;
    private final List<Step> clean = new ArrayList<>();
    private final List<Step> late = new ArrayList<>();
    private final List<Arrival> arrivals = new ArrayList<>();

    /**
     * A step on its way.
     *
     * @param place when it arrives
     * @param first whether it has not come before, and comes in time
     */
    private record Arrival(Step step, double place, boolean first) {}

    DisturbedStream(Random random, boolean numbered) {
        this.random = random;
        this.numbered = numbered;
        for (int sequence = 0; sequence < SEQUENCES; sequence++) {
            addSequence("sequence-" + sequence, random.nextInt(20_000), random.nextInt(5_000));
        }
        clean.sort(Comparator.comparingLong(Step::eventTime).thenComparing(Step::sequenceId));
        arrivals.sort(Comparator.comparingDouble(Arrival::place));
    }

    private void addSequence(String id, long start, int behind) {
        long time = start;
        int episodes = 1 + random.nextInt(3);
        for (int episode = 0; episode < episodes; episode++) {
            int length = SHORTEST + random.nextInt(30);
            boolean ends = random.nextBoolean();
            for (int number = 0; number < length; number++) {
                boolean pauses = number > 0 && random.nextInt(40) == 0;
                time += pauses ? 45_000 : 300 + random.nextInt(1400);
                boolean end = ends && number == length - 1;
                boolean inside = number > 2 && number < length - 2;
                addStep(step(id, number, time, end), inside, behind);
            }
        }
    }

    private void addStep(Step step, boolean inside, int behind) {
        int fate = inside ? random.nextInt(30) : 30;
        if (fate < 3) {
            return;
        }
        double place = step.eventTime() + behind + random.nextDouble() * (DELAY - behind - 1);
        if (fate == 3) {
            late.add(step);
            arrivals.add(new Arrival(step, step.eventTime() + LATE_BY, false));
            return;
        }
        clean.add(step);
        arrivals.add(new Arrival(step, place, true));
        if (random.nextInt(10) == 0) {
            arrivals.add(new Arrival(step, place + random.nextDouble() * DELAY, false));
        }
    }

    private Step step(String id, int number, long time, boolean end) {
        float[] features = {(float) Math.sin(time / 7000.0), random.nextFloat()};
        float[] target = {(float) Math.cos(time / 7000.0)};
        return new Step(id, numbered ? number : Step.NONE, time, features, Step.NONE, target, Step.NONE, 1f, end);
    }

    /** The steps that come in time, in the order in which they happened. */
    List<Step> clean() {
        return clean;
    }

    /** The steps that come too late. */
    List<Step> late() {
        return late;
    }

    /** How often a step comes again. */
    long repetitions() {
        return arrivals.size() - clean.size() - late.size();
    }

    /** Steps in the order in which they come. */
    List<Step> arrivals() {
        return arrivals.stream().map(Arrival::step).toList();
    }

    /** By number of arrival: the oldest event time of a step that comes then or later, for the first time, in time. */
    long[] oldestFrom() {
        long[] oldest = new long[arrivals.size()];
        long seen = newest() + DELAY;
        for (int i = oldest.length - 1; i >= 0; i--) {
            seen = arrivals.get(i).first()
                    ? Math.min(seen, arrivals.get(i).step().eventTime())
                    : seen;
            oldest[i] = seen;
        }
        return oldest;
    }

    /** Event time of the newest step. */
    long newest() {
        return clean.stream().mapToLong(Step::eventTime).max().orElseThrow();
    }

    /** The clean steps with the numbers that a job gives them. */
    List<Step> numberedByJob() {
        Map<String, Long> next = new HashMap<>();
        Set<String> ended = new HashSet<>();
        List<Step> steps = new ArrayList<>();
        for (Step step : clean) {
            String id = step.sequenceId();
            long number = ended.remove(id) ? 0 : next.getOrDefault(id, 0L);
            next.put(id, number + 1);
            if (step.endOfSequence()) {
                ended.add(id);
            }
            steps.add(new Step(
                    id,
                    number,
                    step.eventTime(),
                    step.features(),
                    step.token(),
                    step.target(),
                    step.label(),
                    step.weight(),
                    step.endOfSequence()));
        }
        return steps;
    }
}
