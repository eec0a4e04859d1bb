package io.backflow.lab.simulate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Test;

class EventQueueTest {

    private final EventQueue events = new EventQueue();

    @Test
    void whatFallsOnOneMomentHappensInTheOrderItWasPutIn() {
        List<String> happened = new ArrayList<>();
        events.at(20_000, () -> happened.add("far, put in first"));
        events.at(15_000, () -> events.at(20_000, () -> happened.add("near, put in later")));

        runAll();

        assertThat(happened).containsExactly("far, put in first", "near, put in later");
        assertThat(events.now()).isEqualTo(20_000);
    }

    @Test
    void nearAndFarHappenInTheOrderOfTime() {
        SeededDraws draws = new SeededDraws(1, "agenda");
        List<Long> times = new ArrayList<>();
        for (int i = 0; i < 2000; i++) {
            long mean = draws.pick(3L, 500L, 50_000L);
            events.in(draws.delay(mean), () -> {
                times.add(events.now());
                if (times.size() < 5000) {
                    events.in(draws.delay(mean), () -> times.add(events.now()));
                }
            });
        }

        runAll();

        assertThat(times).hasSizeGreaterThan(3900).isSortedAccordingTo(Comparator.naturalOrder());
        assertThat(events.count()).isEqualTo(times.size());
    }

    private void runAll() {
        while (events.step()) {
            // the next thing happens
        }
    }
}
