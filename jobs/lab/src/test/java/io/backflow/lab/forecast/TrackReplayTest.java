package io.backflow.lab.forecast;

import static org.assertj.core.api.Assertions.assertThat;

import io.backflow.jobs.sequence.Step;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class TrackReplayTest {

    private static final int WINDOW = 16;
    private final List<Track> storms = Storms.load().train();
    private final TrackReplay replay = replay(1, 2);
    private final List<Step> steps = steps(replay);

    @Test
    void replaysEveryStormWholeInEveryEpochAsASequenceOfItsOwn() {
        Map<String, List<Step>> sequences =
                steps.stream().collect(Collectors.groupingBy(Step::sequenceId, Collectors.toList()));

        assertThat(sequences).hasSize(2 * storms.size()).containsKeys("Amy-1975/1", "Amy-1975/2");
        Track amy =
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
        steps.stream().filter(TrackReplayTest::completesAWindow).forEach(step -> completedByRound
                .computeIfAbsent(step.eventTime() / replay.clock().round().toMillis(), round -> new ArrayList<>())
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
        assertThat(replay.groups(1)).isEqualTo(replay(1, 9).groups(1));
        assertThat(replay.groups(1)).isNotEqualTo(replay.groups(2));
        assertThat(replay.groups(1)).isNotEqualTo(replay(2, 2).groups(1));
    }

    /** The row after a window's last, or the last row of a window that the storm's end cuts short. */
    private static boolean completesAWindow(Step step) {
        return step.step() > 0 && (step.step() % WINDOW == 0 || step.endOfSequence());
    }

    private Map<String, Integer> groups() {
        Map<String, Integer> groups = new HashMap<>();
        for (int epoch = 1; epoch <= replay.order().epochs(); epoch++) {
            for (List<Track> group : replay.groups(epoch)) {
                int number = groups.size();
                for (Track storm : group) {
                    groups.put(storm.id() + "/" + epoch, number);
                }
            }
        }
        return groups;
    }

    private TrackReplay replay(long seed, int epochs) {
        return new TrackReplay(
                storms,
                new ReplayOrder(seed, 1, epochs, 32),
                new ReplayClock(Instant.parse("2000-01-01T00:00:00Z"), Duration.ofHours(6), WINDOW));
    }

    private static List<Step> steps(TrackReplay replay) {
        List<Step> steps = new ArrayList<>();
        replay.forEach(steps::add);
        return steps;
    }
}
