package io.backflow.jobs.sequence;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Seeded sequences without numbers, in every kind of disorder. */
class TimeOrderPropertyTest {

    private static final int CASES = 600;
    private static final int MOST = 200;
    private static final int SESSION_GAP = 10_000;

    /** What comes within the lateness is taken in the same order, into the same windows, at the same time. */
    @Test
    void disorderRepetitionAndTimersWithinTheLatenessChangeNothing() {
        for (int seed = 0; seed < CASES; seed++) {
            Random random = new Random(seed);
            int every = 1 + random.nextInt(6);
            TargetRule targets = new TargetRule(random.nextInt(4), new int[] {0});
            long lateness = random.nextInt(4) == 0 ? 1 : 1 + random.nextInt(20_000);
            LifetimeRule lifetime = new LifetimeRule(
                    random.nextBoolean() ? SESSION_GAP : LifetimeRule.NEVER,
                    random.nextBoolean() ? 25_000 : LifetimeRule.NEVER);
            TimeRule rule = new TimeRule(lateness, MOST);
            List<Step> steps = steps(random);
            Intake calm = new Intake(every, targets, rule, lifetime);
            Intake disturbed = new Intake(every, targets, rule, lifetime);

            steps.forEach(calm::take);
            Arrivals.within(lateness, steps, random).play(disturbed, lifetime.timeToLiveMillis() == LifetimeRule.NEVER);
            long last = steps.get(steps.size() - 1).eventTime() + random.nextInt(100_000);
            for (Intake intake : List.of(calm, disturbed)) {
                intake.watermark(last);
                intake.end();
            }

            String name = "seed " + seed;
            assertThat(disturbed.taken()).as(name).isEqualTo(calm.taken());
            assertThat(times(disturbed)).as(name).isSorted();
            assertThat(tags(disturbed)).as(name).hasSameElementsAs(tagsOf(steps));
            assertThat(disturbed.windows()).as(name).isEqualTo(calm.windows());
            assertThat(disturbed.completed()).as(name).isEqualTo(calm.completed());
            assertThat(disturbed.endings()).as(name).isEqualTo(calm.endings());
        }
    }

    /** Whatever comes, and however late: a step is taken once, waits, or was dropped with a verdict. */
    @Test
    void everyStepIsInExactlyOnePlaceWhateverHappens() {
        for (int seed = 0; seed < CASES; seed++) {
            Random random = new Random(seed);
            int most = 1 + random.nextInt(5);
            TimeOrder order = new TimeOrder(
                    new WindowRule(1 + random.nextInt(5), new TargetRule(random.nextInt(3), new int[] {0})),
                    new TimeRule(random.nextInt(20), most),
                    new LifetimeRule(10 + random.nextInt(50), 100_000),
                    SequenceListener.NONE);
            SequenceState state = new SequenceState(1);
            List<Step> trained = new ArrayList<>();
            Set<Float> dropped = new HashSet<>();
            Map<Long, List<Step>> sent = new HashMap<>();
            int distinct = 0;
            long now = 0;
            for (int i = 0; i < 150; i++) {
                now += random.nextInt(15) == 0 ? random.nextInt(80) : random.nextInt(3);
                if (random.nextInt(4) == 0) {
                    order.advance(state, now);
                    assertThat(order.deadline(state)).isGreaterThan(now);
                } else {
                    long time = Math.max(0, now - (random.nextInt(4) == 0 ? random.nextInt(40) : random.nextInt(4)));
                    List<Step> same = sent.computeIfAbsent(time, t -> new ArrayList<>());
                    boolean again = !same.isEmpty() && random.nextBoolean();
                    Step step = again
                            ? same.get(random.nextInt(same.size()))
                            : step(time, distinct++, random.nextInt(40) == 0);
                    Verdict verdict = order.accept(state, step).verdict();
                    if (again) {
                        boolean lost = dropped.contains(step.features()[0]);
                        assertThat(verdict.isLoss() || verdict == Verdict.DUPLICATE)
                                .as("seed %d: %s of a repetition, lost before: %s", seed, verdict, lost)
                                .isTrue();
                    } else {
                        same.add(step);
                        assertThat(verdict).isIn(Verdict.ACCEPTED, Verdict.HELD, Verdict.LATE);
                        if (verdict == Verdict.LATE) {
                            dropped.add(step.features()[0]);
                        }
                    }
                }
                assertThat(state.byTime == null ? 0 : state.byTime.size()).isLessThanOrEqualTo(most);
                if (random.nextInt(5) == 0 && !state.ready.isEmpty()) {
                    trained.addAll(state.ready.remove().steps());
                }
            }
            order.end(state);
            state.ready.forEach(window -> trained.addAll(window.steps()));

            assertThat(trained).extracting(Step::eventTime).as("seed %d", seed).isSorted();
            List<Float> tags = tagsOf(trained);
            assertThat(tags).as("seed %d", seed).doesNotHaveDuplicates().doesNotContainAnyElementsOf(dropped);
            assertThat(tags.size() + dropped.size()).as("seed %d", seed).isEqualTo(distinct);
        }
    }

    /** Irregular intervals, several steps of one time, pauses, and ends; in order. */
    private static List<Step> steps(Random random) {
        List<Step> steps = new ArrayList<>();
        long time = 0;
        int count = 1 + random.nextInt(80);
        for (int i = 0; i < count; i++) {
            time += switch (random.nextInt(12)) {
                case 0 -> 15_000;
                case 1 -> 40_000;
                case 2, 3 -> 0;
                default -> random.nextInt(2000);
            };
            steps.add(step(time, i, random.nextInt(25) == 0));
        }
        return steps;
    }

    private static Step step(long time, int tag, boolean end) {
        return new Step("s", Step.NONE, time, new float[] {tag}, Step.NONE, null, Step.NONE, 1f, end);
    }

    private static List<Float> tags(Intake intake) {
        return tagsOf(intake.taken());
    }

    private static List<Long> times(Intake intake) {
        return intake.taken().stream().map(Step::eventTime).toList();
    }

    private static List<Float> tagsOf(List<Step> steps) {
        return steps.stream().map(step -> step.features()[0]).toList();
    }

    /**
     * Steps as they arrive: each before any step that is newer by the lateness, and before the watermark has passed it
     * by that.
     *
     * @param repetitions where a step comes again
     */
    private record Arrivals(long lateness, List<Step> steps, Set<Integer> repetitions, Random random) {

        static Arrivals within(long lateness, List<Step> inOrder, Random random) {
            Map<Step, Double> places = new HashMap<>();
            for (Step step : inOrder) {
                places.put(step, step.eventTime() + random.nextDouble() * lateness);
            }
            List<Step> steps = new ArrayList<>(inOrder);
            steps.sort(Comparator.comparing(places::get));
            Set<Integer> repetitions = new HashSet<>();
            List<Step> all = new ArrayList<>();
            for (Step step : steps) {
                all.add(step);
                if (random.nextInt(6) == 0) {
                    repetitions.add(all.size());
                    all.add(all.get(random.nextInt(all.size())));
                }
            }
            return new Arrivals(lateness, all, repetitions, random);
        }

        /** @param remembers whether a repetition is recognised however late it comes */
        void play(Intake intake, boolean remembers) {
            for (int i = 0; i < steps.size(); i++) {
                boolean repetition = repetitions.contains(i);
                if (!repetition || remembers) {
                    Verdict verdict = intake.take(steps.get(i));
                    assertThat(verdict == Verdict.DUPLICATE).isEqualTo(repetition);
                    assertThat(verdict.isLoss()).isFalse();
                }
                long passed = oldestAfter(i) + lateness - 1;
                if (random.nextInt(3) > 0) {
                    intake.watermark(random.nextBoolean() ? passed : passed - random.nextInt(8000));
                }
            }
        }

        private long oldestAfter(int index) {
            long oldest = Long.MAX_VALUE / 2;
            for (int i = index + 1; i < steps.size(); i++) {
                oldest = repetitions.contains(i)
                        ? oldest
                        : Math.min(oldest, steps.get(i).eventTime());
            }
            return oldest == Long.MAX_VALUE / 2 ? steps.get(index).eventTime() : oldest;
        }
    }
}
