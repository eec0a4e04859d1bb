package io.backflow.jobs.sequence;

import static io.backflow.jobs.sequence.Intake.WEEK;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Seeded sequences in every kind of disorder. */
class SequencerPropertyTest {

    private static final int CASES = 400;
    private static final LifetimeRule SESSIONS = new LifetimeRule(Story.SESSION_GAP, LifetimeRule.NEVER);

    @ParameterizedTest
    @EnumSource(GapPolicy.class)
    void disorderAndRepetitionWithinTheReorderBoundChangeNoWindow(GapPolicy policy) {
        for (int seed = 0; seed < CASES; seed++) {
            Random random = new Random(seed);
            int bound = 1 + random.nextInt(8);
            int every = 1 + random.nextInt(6);
            TargetRule targets = new TargetRule(random.nextInt(4), new int[] {0});
            ReorderRule reorder = new ReorderRule(bound, WEEK, policy);
            Story story = Story.episodes(random, bound, false);
            Intake calm = new Intake(every, targets, reorder, SESSIONS);
            Intake disturbed = new Intake(every, targets, reorder, SESSIONS);

            takeAll(calm, story.inOrder());
            List<Step> once = story.disordered();
            List<Step> arrivals = story.repeated(once);
            int dropped = takeAll(disturbed, arrivals);

            assertThat(disturbed.windows()).as("%s, seed %d", policy, seed).isEqualTo(calm.windows());
            assertThat(identities(stepsOf(disturbed)))
                    .as("%s, seed %d", policy, seed)
                    .isEqualTo(identities(story.inOrder()));
            assertThat(dropped).as("%s, seed %d: repetitions", policy, seed).isEqualTo(arrivals.size() - once.size());
        }
    }

    @ParameterizedTest
    @EnumSource(GapPolicy.class)
    void whetherTimersOrStepsAreFasterChangesNothing(GapPolicy policy) {
        for (int seed = 0; seed < CASES; seed++) {
            Random random = new Random(seed);
            int bound = 1 + random.nextInt(8);
            int every = 1 + random.nextInt(6);
            TargetRule targets = new TargetRule(random.nextInt(4), new int[] {0});
            ReorderRule reorder = new ReorderRule(bound, random.nextInt(30_000), policy);
            LifetimeRule lifetime = new LifetimeRule(
                    random.nextBoolean() ? Story.SESSION_GAP : LifetimeRule.NEVER,
                    random.nextBoolean() ? 12_000 : LifetimeRule.NEVER);
            boolean inOrder = random.nextBoolean();
            Story story = Story.episodes(random, bound, true);
            List<Step> arrivals = inOrder ? story.inOrder() : story.disordered();
            Intake untimed = new Intake(every, targets, reorder, lifetime);
            Intake timed = new Intake(every, targets, reorder, lifetime);

            for (int i = 0; i < arrivals.size(); i++) {
                untimed.take(arrivals.get(i));
                timed.take(arrivals.get(i));
                long later = oldest(arrivals.subList(i + 1, arrivals.size()));
                timed.watermark(random.nextBoolean() ? later - 1 : later - 1 - random.nextInt(5000));
            }
            for (Intake intake : List.of(untimed, timed)) {
                intake.watermark(oldest(List.of()) - 1);
                intake.end();
            }

            assertThat(timed.windows()).as("%s, seed %d", policy, seed).isEqualTo(untimed.windows());
            if (inOrder) { // a step that comes early completes its window when those missing come, however late
                assertThat(timed.completed()).as("%s, seed %d", policy, seed).isEqualTo(untimed.completed());
            }
        }
    }

    /** Else the round of a window would depend on how far the steps of other sequences have brought event time. */
    @ParameterizedTest
    @EnumSource(GapPolicy.class)
    void noWindowIsCompleteAtATimeThatHasPassedBefore(GapPolicy policy) {
        for (int seed = 0; seed < CASES; seed++) {
            Random random = new Random(seed);
            LifetimeRule lifetime = new LifetimeRule(
                    random.nextBoolean() ? Story.SESSION_GAP : LifetimeRule.NEVER,
                    random.nextBoolean() ? 12_000 : LifetimeRule.NEVER);
            ReorderRule reorder = new ReorderRule(1 + random.nextInt(4), random.nextInt(30_000), policy);
            Intake intake = new Intake(1 + random.nextInt(4), new TargetRule(0, new int[0]), reorder, lifetime);
            long number = 0;
            long now = 0;
            for (int i = 0; i < 60; i++) {
                now += random.nextInt(10) == 0 ? 15_000 : random.nextInt(1_000);
                long arrived = now;
                intake.watermark(arrived - 1);
                int before = intake.completed().size();
                intake.take(random.nextInt(8) == 0 ? Intake.end(number, now) : Intake.step(number, now));

                List<Long> completed = intake.completed();
                assertThat(completed.subList(before, completed.size()))
                        .as("%s, seed %d, step %d", policy, seed, i)
                        .isEqualTo(completed.stream()
                                .skip(before)
                                .filter(time -> time >= arrived)
                                .toList());
                number = random.nextInt(4) == 0 ? 0 : number + 1 + (random.nextInt(6) == 0 ? random.nextInt(5) : 0);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(GapPolicy.class)
    void everyStepIsInExactlyOnePlaceWhateverHappens(GapPolicy policy) {
        for (int seed = 0; seed < CASES; seed++) {
            new Turmoil(policy, seed).run();
        }
    }

    /** How many were dropped; all others are in windows afterwards. */
    private static int takeAll(Intake intake, List<Step> arrivals) {
        int dropped = 0;
        for (Step step : arrivals) {
            Verdict verdict = intake.take(step);
            dropped += verdict == Verdict.DUPLICATE || verdict.isLoss() ? 1 : 0;
        }
        intake.end();
        return dropped;
    }

    private static List<Step> stepsOf(Intake intake) {
        return intake.state().ready.stream()
                .flatMap(window -> window.steps().stream())
                .filter(step -> !step.imputed())
                .toList();
    }

    private static List<String> identities(List<Step> steps) {
        return steps.stream()
                .map(step -> step.step() + " of " + step.eventTime())
                .toList();
    }

    private static long oldest(List<Step> steps) {
        return steps.stream().mapToLong(Step::eventTime).min().orElse(Long.MAX_VALUE / 2);
    }

    /**
     * One sequence with losses, repetitions, gaps, ends, restarts, silences and training in between; its steps are
     * accounted for.
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
                    new WindowRule(every, new TargetRule(random.nextInt(3), new int[] {0})),
                    new ReorderRule(1 + random.nextInt(5), random.nextInt(20), policy),
                    new LifetimeRule(10 + random.nextInt(50), 100 + random.nextInt(200)),
                    SequenceListener.NONE);
        }

        void run() {
            for (int i = 0; i < 120; i++) {
                now += random.nextInt(20) == 0 ? random.nextInt(80) : random.nextInt(3);
                if (random.nextInt(4) > 0) {
                    arrive();
                } else if (random.nextBoolean()) {
                    sequencer.advance(state, now);
                    assertThat(sequencer.deadline(state)).as(name).isGreaterThan(now);
                } else if (!state.ready.isEmpty()) {
                    train(state.ready.remove());
                }
                account();
            }
            sequencer.end(state);
            account();
            state.ready.forEach(this::train);
            assertThat(trained.size() + places.size()).as(name).isEqualTo((int) tag);
        }

        /** A step around the next one, or one that starts again; each has a tag of its own in place of a feature. */
        private void arrive() {
            long next = random.nextInt(12) == 0 ? 0 : state.episode.nextStep;
            long number = Math.max(0, next + random.nextInt(8) - 3);
            long time = now - (random.nextInt(5) == 0 ? random.nextInt(30) : 0);
            boolean end = random.nextInt(40) == 0;
            Step step = new Step("s", number, time, new float[] {tag++}, Step.NONE, null, Step.NONE, 1f, end);
            Verdict verdict = sequencer.accept(state, step).verdict();
            if (verdict == Verdict.DUPLICATE || verdict.isLoss()) {
                assertThat(places.put(step.features()[0], verdict.toString())).isNull();
            }
            assertThat(verdict == Verdict.HELD).as(name).isEqualTo(state.holds(step));
        }

        private void train(Window window) {
            assertThat(window.steps()).as(name).hasSizeBetween(1, every);
            lastTrained = state.recurrentVersion < 0 ? -1 : lastTrained;
            for (Step step : window.steps()) {
                assertThat(step.step()).as(name).isGreaterThan(lastTrained);
                lastTrained = step.step();
            }
            window.steps().stream().filter(step -> !step.imputed()).forEach(trained::add);
            state.recurrentVersion = window.endsState() ? -1 : 1;
        }

        /** What arrived is trained, ready, open, held or dropped, and only one of them. */
        private void account() {
            List<Step> kept = new ArrayList<>(trained);
            state.ready.forEach(window -> kept.addAll(window.steps()));
            kept.addAll(state.open);
            kept.addAll(state.early.values());
            kept.addAll(state.next.values());
            kept.removeIf(Step::imputed);
            assertThat(kept).extracting(step -> step.features()[0]).as(name).doesNotHaveDuplicates();
            assertThat(kept).as(name).noneMatch(step -> places.containsKey(step.features()[0]));
            assertThat(kept.size() + places.size()).as(name).isEqualTo((int) tag);
            assertThat(state.open.size()).as(name).isLessThan(every + 3);
        }
    }
}
