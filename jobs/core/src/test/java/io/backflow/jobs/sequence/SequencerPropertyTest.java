package io.backflow.jobs.sequence;

import static io.backflow.jobs.sequence.Intake.WEEK;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Seeded sequences in every kind of disorder. */
class SequencerPropertyTest {

    private static final int CASES = 400;

    @ParameterizedTest
    @EnumSource(GapPolicy.class)
    void disorderAndRepetitionWithinTheReorderBoundChangeNoWindow(GapPolicy policy) {
        for (int seed = 0; seed < CASES; seed++) {
            Random random = new Random(seed);
            int bound = 1 + random.nextInt(8);
            int every = 1 + random.nextInt(6);
            int ahead = random.nextInt(4);
            LifetimeRule lifetime = new LifetimeRule(10_000, LifetimeRule.NEVER);
            Sequencer sequencer = new Sequencer(
                    every, new TargetRule(ahead, new int[] {0}), new ReorderRule(bound, WEEK, policy), lifetime);
            List<Step> steps = steps(random);

            List<String> windows = windows(sequencer, steps);

            assertThat(windows(sequencer, disordered(steps, bound, random)))
                    .as("seed %d", seed)
                    .isEqualTo(windows);
        }
    }

    @ParameterizedTest
    @EnumSource(GapPolicy.class)
    void everyStepIsInExactlyOnePlaceWhateverHappens(GapPolicy policy) {
        for (int seed = 0; seed < CASES; seed++) {
            new Turmoil(policy, seed).run();
        }
    }

    private static List<String> windows(Sequencer sequencer, List<Step> steps) {
        Intake intake = new Intake(sequencer);
        steps.forEach(intake::take);
        assertThat(intake.state().early).isEmpty();
        return intake.windows();
    }

    /** Some dozens of steps, now and then with a pause longer than a session's, some with an end. */
    private static List<Step> steps(Random random) {
        List<Step> steps = new ArrayList<>();
        int length = 1 + random.nextInt(40);
        long time = 0;
        for (int i = 0; i < length; i++) {
            time += random.nextInt(10) == 0 ? 15_000 : 1000;
            steps.add(i == length - 1 && random.nextBoolean() ? Intake.end(i) : Intake.step(i, time));
        }
        return steps;
    }

    /** No step is overtaken by more than {@code bound} others; some come twice, the second time at any later place. */
    private static List<Step> disordered(List<Step> steps, int bound, Random random) {
        Map<Step, Double> places = new HashMap<>();
        steps.forEach(step -> places.put(step, step.step() + random.nextDouble() * bound));
        List<Step> arrivals = new ArrayList<>(steps);
        arrivals.sort(Comparator.comparing(places::get));
        for (int i = random.nextInt(6); i > 0; i--) {
            int original = random.nextInt(arrivals.size());
            arrivals.add(original + 1 + random.nextInt(arrivals.size() - original), arrivals.get(original));
        }
        return arrivals;
    }

    /**
     * One sequence with losses, repetitions, gaps, ends, silences and training in between; its steps are accounted for.
     */
    private static final class Turmoil {

        private final Random random;
        private final String name;
        private final int every;
        private final Sequencer sequencer;
        private final SequenceState state = new SequenceState(1);
        private final Map<Float, String> places = new HashMap<>();
        private final List<Step> trained = new ArrayList<>();
        private long now;
        private long lastTrained = -1;
        private float tag;

        Turmoil(GapPolicy policy, int seed) {
            random = new Random(seed);
            name = policy + ", seed " + seed;
            every = 1 + random.nextInt(5);
            sequencer = new Sequencer(
                    every,
                    new TargetRule(random.nextInt(3), new int[] {0}),
                    new ReorderRule(random.nextInt(5), random.nextInt(20), policy),
                    new LifetimeRule(10 + random.nextInt(50), 100 + random.nextInt(200)));
        }

        void run() {
            for (int i = 0; i < 80 && !state.expired; i++) {
                now += random.nextInt(20) == 0 ? random.nextInt(80) : random.nextInt(3);
                if (random.nextInt(4) > 0) {
                    arrive();
                } else if (random.nextBoolean()) {
                    sequencer.advance(state, now, this::late);
                    assertThat(sequencer.deadline(state)).as(name).isGreaterThan(now);
                } else if (!state.ready.isEmpty()) {
                    train(state.ready.remove());
                }
                account();
            }
            sequencer.expire(state, now, this::late);
            account();
            state.ready.forEach(this::train);
            assertThat(trained.size() + places.size()).as(name).isEqualTo((int) tag);
        }

        /** A step around the next one; each arrival has a tag of its own in place of a feature. */
        private void arrive() {
            long number = Math.max(0, state.nextStep + random.nextInt(8) - 3);
            boolean end = random.nextInt(40) == 0;
            Step step = new Step("s", number, now, new float[] {tag++}, Step.NONE, null, Step.NONE, 1f, end);
            Verdict verdict = sequencer.accept(state, step, this::late);
            if (verdict == Verdict.LATE || verdict == Verdict.DUPLICATE) {
                put(step, verdict.toString());
            }
            if (verdict == Verdict.HELD) {
                assertThat(state.early.get(number)).as(name).isSameAs(step);
            }
        }

        private void late(Step step) {
            put(step, "handed over");
        }

        private void put(Step step, String place) {
            assertThat(places.put(step.features()[0], place))
                    .as("%s: former place of step %s, now %s", name, step, place)
                    .isNull();
        }

        private void train(Window window) {
            assertThat(window.steps()).as(name).hasSizeBetween(1, every);
            for (Step step : window.steps()) {
                assertThat(step.step()).as(name).isGreaterThan(lastTrained);
                lastTrained = step.step();
            }
            window.steps().stream().filter(step -> !step.imputed()).forEach(trained::add);
            state.recurrentVersion = window.endsState() ? -1 : 1;
        }

        /** What arrived is trained, ready, open, early, late or a duplicate, and only one of them. */
        private void account() {
            List<Step> kept = new ArrayList<>(trained);
            state.ready.forEach(window -> kept.addAll(window.steps()));
            kept.addAll(state.open);
            kept.addAll(state.early.values());
            kept.removeIf(Step::imputed);
            assertThat(kept).extracting(step -> step.features()[0]).as(name).doesNotHaveDuplicates();
            assertThat(kept).as(name).noneMatch(step -> places.containsKey(step.features()[0]));
            assertThat(kept.size() + places.size()).as(name).isEqualTo((int) tag);
            assertThat(state.open.size()).as(name).isLessThan(every + 3);
        }
    }
}
