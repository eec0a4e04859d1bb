package io.backflow.jobs.sequence;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Seeded arrivals of one sequence that lives several times. */
final class Story {

    static final int SESSION_GAP = 10_000;
    private static final int PAUSE = 15_000;
    private static final int SECOND = 1000;

    private final Random random;
    private final int bound;
    private final List<Step> steps = new ArrayList<>();

    /** @param bound by how many later steps a step may be overtaken */
    Story(Random random, int bound) {
        this.random = random;
        this.bound = bound;
    }

    /**
     * Up to four episodes of which each but the last has more than {@code 2 bound} steps, so that its end is not
     * mistaken for the next one's beginning. Some say where they end, the others start again; now and then there is a
     * pause longer than a session's, and where {@code losses} a step that never comes.
     */
    static Story episodes(Random random, int bound, boolean losses) {
        Story story = new Story(random, bound);
        long time = 0;
        int episodes = 1 + random.nextInt(4);
        for (int episode = 0; episode < episodes; episode++) {
            boolean last = episode == episodes - 1;
            int length = (last ? 1 : 2 * bound + 1) + random.nextInt(30);
            boolean ends = random.nextBoolean();
            for (int number = 0; number < length; number++) {
                time += random.nextInt(10) == 0 ? PAUSE : SECOND;
                boolean end = ends && number == length - 1;
                if (!losses || end || random.nextInt(12) > 0) {
                    story.steps.add(end ? Intake.end(number, time) : Intake.step(number, time));
                }
            }
        }
        return story;
    }

    /** As they happened. */
    List<Step> inOrder() {
        return List.copyOf(steps);
    }

    /** No step is overtaken by more than {@code bound} others. */
    List<Step> disordered() {
        Map<Step, Double> places = new HashMap<>();
        for (int i = 0; i < steps.size(); i++) {
            places.put(steps.get(i), i + random.nextDouble() * bound);
        }
        List<Step> arrivals = new ArrayList<>(steps);
        arrivals.sort(Comparator.comparing(places::get));
        return arrivals;
    }

    /** Some come again, at once or at any later place; the event time of the repetition is the same, or older. */
    List<Step> repeated(List<Step> arrivals) {
        List<Step> repeated = new ArrayList<>(arrivals);
        for (int i = random.nextInt(8); i > 0; i--) {
            int original = random.nextInt(repeated.size());
            Step step = repeated.get(original);
            long older = random.nextInt(4) == 0 ? random.nextInt(SECOND) : 0;
            int place = original + 1 + random.nextInt(repeated.size() - original);
            repeated.add(
                    place,
                    step.endOfSequence()
                            ? Intake.end(step.step(), step.eventTime() - older)
                            : Intake.step(step.step(), step.eventTime() - older));
        }
        return repeated;
    }
}
