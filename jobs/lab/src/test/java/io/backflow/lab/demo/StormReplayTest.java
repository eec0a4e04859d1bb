package io.backflow.lab.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.backflow.jobs.config.JobConfig;
import io.backflow.jobs.sequence.Step;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class StormReplayTest {

    private static final int WINDOW = 16;
    private final List<Storm> storms = Storms.load().train();
    private final StormReplay replay = new StormReplay(storms, 1, 2, 32, WINDOW);
    private final List<Step> steps = steps(replay);

    @Test
    void replaysEveryStormWholeInEveryEpochAsASequenceOfItsOwn() {
        Map<String, List<Step>> sequences =
                steps.stream().collect(Collectors.groupingBy(Step::sequenceId, Collectors.toList()));

        assertThat(sequences).hasSize(2 * storms.size()).containsKeys("Amy-1975/1", "Amy-1975/2");
        Storm amy =
                storms.stream().filter(s -> s.id().equals("Amy-1975")).findAny().orElseThrow();
        List<Step> replayed = sequences.getOrDefault("Amy-1975/2", List.of());
        assertThat(replayed).extracting(Step::features).containsExactly(amy.rows());
        assertThat(replayed).extracting(Step::step).startsWith(0L, 1L).doesNotHaveDuplicates();
        assertThat(replayed.subList(0, replayed.size() - 1)).noneMatch(Step::endOfSequence);
        assertThat(replayed.get(replayed.size() - 1).endOfSequence()).isTrue();
    }

    @Test
    void eventTimeNeverGoesBack() {
        assertThat(steps).extracting(Step::eventTime).isSorted();
    }

    @Test
    void eachRoundCompletesAtMostOneWindowOfAStormAndTrainsStormsOfOneGroupOnly() {
        Map<Long, List<Step>> completedByRound = new TreeMap<>();
        steps.stream().filter(StormReplayTest::completesAWindow).forEach(step -> completedByRound
                .computeIfAbsent(step.eventTime() / replay.round().toMillis(), round -> new ArrayList<>())
                .add(step));

        Map<String, Integer> groups = groups();
        assertThat(completedByRound).hasSize((int) replay.rounds());
        assertThat(completedByRound.values()).allSatisfy(completed -> {
            assertThat(completed).extracting(Step::sequenceId).doesNotHaveDuplicates();
            assertThat(completed.stream()
                            .map(step -> groups.get(step.sequenceId()))
                            .distinct())
                    .hasSize(1);
        });
    }

    @Test
    void anotherSeedGivesAnotherOrderAndTheSameSeedTheSame() {
        assertThat(replay.groups(1)).isEqualTo(new StormReplay(storms, 1, 9, 32, WINDOW).groups(1));
        assertThat(replay.groups(1)).isNotEqualTo(replay.groups(2));
        assertThat(replay.groups(1)).isNotEqualTo(new StormReplay(storms, 2, 2, 32, WINDOW).groups(1));
    }

    @Test
    void theMostEpochsThatTheDemoTakesReachIntoAFutureThatItsJobAllows() {
        DemoSettings settings = new DemoSettings(1, 1000, DemoSettings.Mode.SYNCHRONOUS, Path.of("out"));
        StormReplay longest = new StormReplay(storms, 1, settings.epochs(), 32, WINDOW);
        JobConfig config = StormTraining.config(settings, longest, Scaling.of(storms), "localhost:9092");
        long last = Instant.parse("2000-01-01T00:00:00Z")
                .plus(longest.round().multipliedBy(longest.rounds() + 1))
                .toEpochMilli();
        long earliestClock = Instant.parse("2026-01-01T00:00:00Z").toEpochMilli();

        assertThat(last).isGreaterThan(earliestClock);
        assertThat(config.clockRule().allows(last, earliestClock)).isTrue();
        assertThat(config.clockRule().leadsTo(last, earliestClock)).isEqualTo(last);
    }

    /** The row after a window's last, or the last row of a window that the storm's end cuts short. */
    private static boolean completesAWindow(Step step) {
        return step.step() > 0 && (step.step() % WINDOW == 0 || step.endOfSequence());
    }

    private Map<String, Integer> groups() {
        Map<String, Integer> groups = new HashMap<>();
        for (int epoch = 1; epoch <= replay.epochs(); epoch++) {
            for (List<Storm> group : replay.groups(epoch)) {
                int number = groups.size();
                for (Storm storm : group) {
                    groups.put(storm.id() + "/" + epoch, number);
                }
            }
        }
        return groups;
    }

    private static List<Step> steps(StormReplay replay) {
        List<Step> steps = new ArrayList<>();
        replay.forEach(steps::add);
        return steps;
    }
}
